namespace SystemUserManager.People;

/// <summary>Roles in words: "Administrator on all portfolios", "Auditor on Contoso, Northwind".</summary>
public static class RolesText
{
    /// <param name="roles">Role and portfolio name; null: all portfolios.</param>
    public static string Of(IEnumerable<(Role Role, string? Portfolio)> roles)
    {
        var parts = roles
            .GroupBy(r => r.Role)
            .OrderByDescending(g => g.Key)
            .Select(g => $"{g.Key} on {Where([.. g.Select(r => r.Portfolio)])}")
            .ToList();
        return parts.Count == 0 ? "no role" : string.Join("; ", parts);
    }

    private static string Where(IReadOnlyCollection<string?> portfolios) =>
        portfolios.Contains(null)
            ? "all portfolios"
            : string.Join(", ", portfolios.Order(StringComparer.OrdinalIgnoreCase));
}
