namespace SystemUserManager.People;

/// <summary>Roles in words: "Administrator on all portfolios", "Auditor on Contoso and on portfolios labelled EMEA".</summary>
public static class RolesText
{
    /// <param name="roles">Role and portfolio name; null: all portfolios. Without those that came with a label.</param>
    /// <param name="labels">Role and label.</param>
    public static string Of(
        IEnumerable<(Role Role, string? Portfolio)> roles,
        IEnumerable<(Role Role, string Label)>? labels = null
    )
    {
        var places = roles
            .Select(r => (r.Role, r.Portfolio, Label: (string?)null))
            .Concat((labels ?? []).Select(l => (l.Role, Portfolio: (string?)null, Label: (string?)l.Label)));
        var parts = places
            .GroupBy(r => r.Role)
            .OrderByDescending(g => g.Key)
            .Select(g =>
                $"{g.Key} {Where([.. g.Where(r => r.Label is null).Select(r => r.Portfolio)], [.. g.Select(r => r.Label).OfType<string>()])}"
            )
            .ToList();
        return parts.Count == 0 ? "no role" : string.Join("; ", parts);
    }

    private static string Where(List<string?> portfolios, List<string> labels) =>
        portfolios.Contains(null) ? "on all portfolios"
        : labels.Count == 0 ? $"on {Listed(portfolios!)}"
        : portfolios.Count == 0 ? $"on portfolios labelled {Listed(labels)}"
        : $"on {Listed(portfolios!)} and on portfolios labelled {Listed(labels)}";

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.OrdinalIgnoreCase));
}
