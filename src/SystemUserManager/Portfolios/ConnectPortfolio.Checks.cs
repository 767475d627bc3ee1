using System.Text.RegularExpressions;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <content>What the values must be like; other forms that take one of them ask here too.</content>
public sealed partial class ConnectPortfolio
{
    /// <summary>What is wrong with what was typed; empty: nothing. It asks nobody.</summary>
    internal IEnumerable<Problem> Check(ConnectPortfolioRequest request)
    {
        foreach (
            var (field, label, text) in new[]
            {
                (nameof(request.BusinessId), "Business ID", request.BusinessId),
                (nameof(request.AppId), "App ID", request.AppId),
            }
        )
        {
            if (FindIdProblem(field, label, text) is { } wrong)
                yield return wrong;
        }

        foreach (
            var (field, label, text) in new[]
            {
                (nameof(request.ControlTokenSecret), "control token secret name", request.ControlTokenSecret),
                (nameof(request.AppSecretSecret), "app secret secret name", request.AppSecretSecret),
            }
        )
        {
            if (FindSecretNameProblem(field, label, text) is { } name)
                yield return name;
        }

        if (FindVaultProblem(nameof(request.VaultUri), request.VaultUri, sandbox) is { } vault)
            yield return vault;
        if (PortfolioLabels.FindProblem(nameof(request.Labels), PortfolioLabels.Of(request.Labels)) is { } labels)
            yield return labels;
    }

    /// <summary>What is wrong with a typed address of a vault; null: nothing, or none was typed.</summary>
    private static Problem? FindVaultProblem(string field, string? text, SandboxAddresses? sandbox) =>
        string.IsNullOrWhiteSpace(text) ? null
        : LooksLikeASecret(text)
            ? InvalidValue.Of(
                field,
                "This looks like a token or a secret itself. Only the vault's address belongs here. Nothing was kept; if it was real, replace it."
            )
        : VaultAddress.Find(text, sandbox) is null
            ? InvalidValue.Of(
                field,
                $"A vault's address is https://name and one of {string.Join(", ", VaultAddress.Domains)}, and nothing after it. This tool proves itself to the vault, so it goes nowhere else. Nothing was done yet."
            )
        : null;

    /// <summary>What is wrong with a typed id of Meta's; null: nothing.</summary>
    internal static Problem? FindIdProblem(string field, string label, string? text) =>
        string.IsNullOrWhiteSpace(text) ? InvalidValue.Required(field, $"The {label}")
        : MetaId().IsMatch(text.Trim()) ? null
        : InvalidValue.Of(
            field,
            $"A {label} is a number of 5 to 25 digits, as Meta Business Suite shows it. Nothing was done yet."
        );

    /// <summary>What is wrong with a typed name of a secret; null: nothing.</summary>
    internal static Problem? FindSecretNameProblem(string field, string label, string? text) =>
        string.IsNullOrWhiteSpace(text) ? InvalidValue.Required(field, $"The {label}")
        : LooksLikeASecret(text)
            ? InvalidValue.Of(
                field,
                "This looks like a token or a secret itself. Only its name in the vault belongs here. Nothing was kept; if it was real, replace it."
            )
        : !VaultName().IsMatch(text.Trim())
            ? InvalidValue.Of(
                field,
                "A secret's name has letters, digits and dashes only, at most 127. Nothing was done yet."
            )
        : null;

    /// <summary>A token ("EAA…"), an app secret (32 hex digits) or an app token ("id|secret"): nothing a form may show again.</summary>
    public static bool LooksLikeASecret(string? text) =>
        text is not null
        && (text.Trim().StartsWith("EAA", StringComparison.Ordinal) || AppSecretShape().IsMatch(text.Trim()));

    [GeneratedRegex(@"^\d{5,25}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetaId();

    [GeneratedRegex(@"^[0-9a-zA-Z-]{1,127}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VaultName();

    [GeneratedRegex(@"^(\d+\|.*|[0-9a-fA-F]{32})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AppSecretShape();
}
