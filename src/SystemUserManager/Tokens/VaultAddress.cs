using System.Text.RegularExpressions;

namespace SystemUserManager.Tokens;

/// <summary>
/// Which addresses a portfolio's own vault may have. The worker proves itself to whatever stands there, so only Azure's
/// vault domains count, and in Development the sandbox.
/// Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates (read 29 Nov 2026).
/// </summary>
public static partial class VaultAddress
{
    public static readonly IReadOnlyList<string> Domains =
    [
        ".vault.azure.net",
        ".vault.azure.cn",
        ".vault.usgovcloudapi.net",
    ];

    /// <summary>As it is kept: https, lower case, with a slash at its end; null: no vault may stand there.</summary>
    public static Uri? Find(string text, SandboxAddresses? sandbox)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var typed) || typed.Scheme != Uri.UriSchemeHttps)
            return null;
        if (
            typed.UserInfo.Length > 0
            || typed.AbsolutePath != "/"
            || typed.Query.Length > 0
            || typed.Fragment.Length > 0
        )
            return null;
        if (sandbox is not null && typed == sandbox.VaultUri)
            return sandbox.VaultUri;
        return typed.IsDefaultPort && Domains.Any(d => IsOf(typed.Host, d)) ? new Uri($"https://{typed.Host}/") : null;
    }

    /// <exception cref="InvalidOperationException">The record names an address where no vault may stand.</exception>
    public static Uri Of(string kept, SandboxAddresses? sandbox) =>
        Find(kept, sandbox)
        ?? throw new InvalidOperationException("A portfolio's own vault has an address where no vault may stand.");

    private static bool IsOf(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && VaultName().IsMatch(host[..^domain.Length]);

    [GeneratedRegex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VaultName();
}
