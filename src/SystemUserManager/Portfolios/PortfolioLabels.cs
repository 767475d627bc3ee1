using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.Portfolios;

/// <summary>What a label may be like, and when two are one.</summary>
public static class PortfolioLabels
{
    public const int Longest = 60;

    public const int MostOfOne = 20;

    /// <summary>As they are kept: trimmed, white space squeezed, each once by its key; the first spelling holds. Ordered by key.</summary>
    public static IReadOnlyList<(string Label, string Key)> Of(IEnumerable<string?> typed) =>
        [
            .. typed
                .OfType<string>()
                .Select(t => string.Join(' ', t.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
                .Where(t => t.Length > 0)
                .Select(t => (Label: t, Key: SortKey.Of(t)))
                .DistinctBy(l => l.Key)
                .OrderBy(l => l.Key, StringComparer.Ordinal),
        ];

    /// <summary>As somebody types them into one box: one a line, or commas between them.</summary>
    public static IReadOnlyList<string> Split(string? text) =>
        (text ?? "").Split(
            [',', ';', '\n', '\r'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

    /// <summary>What is wrong with them; null: nothing.</summary>
    /// <param name="field">The form's field.</param>
    internal static Problem? FindProblem(string field, IReadOnlyCollection<(string Label, string Key)> labels) =>
        labels.FirstOrDefault(l => l.Label.Length > Longest || l.Key.Length > 2 * Longest) is { Label: { } tooLong }
            ? InvalidValue.Of(
                field,
                $"A label has at most {Longest} characters; \"{tooLong[..20]}…\" has {tooLong.Length}. Nothing was changed: shorten it."
            )
        : labels.FirstOrDefault(l => ConnectPortfolio.LooksLikeASecret(l.Label)) is { Label: not null }
            ? InvalidValue.Of(
                field,
                "One of these looks like a token or a secret itself. Nothing was kept; if it was real, replace it."
            )
        : labels.Count > MostOfOne
            ? InvalidValue.Of(
                field,
                $"A portfolio has at most {MostOfOne} labels; these are {labels.Count}. Nothing was changed: leave some out."
            )
        : null;
}
