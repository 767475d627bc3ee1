using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>The role an account is to have: on all portfolios, or on the chosen ones (at least one).</summary>
public sealed record RoleChoice(Role Role, bool AllPortfolios, IReadOnlyCollection<long> PortfolioIds)
{
    public static RoleChoice Everywhere(Role role) => new(role, AllPortfolios: true, []);

    /// <param name="names">The portfolios there are, by id.</param>
    internal string InWords(IReadOnlyDictionary<long, string> names) =>
        RolesText.Of(AllPortfolios ? [(Role, null)] : PortfolioIds.Distinct().Select(id => (Role, (string?)names[id])));

    internal List<RoleAssignment> For(long accountId) =>
        AllPortfolios
            ? [new RoleAssignment { AccountId = accountId, Role = Role }]
            :
            [
                .. PortfolioIds
                    .Distinct()
                    .Select(id => new RoleAssignment
                    {
                        AccountId = accountId,
                        Role = Role,
                        PortfolioId = id,
                    }),
            ];

    /// <param name="names">The portfolios there are, by id.</param>
    internal List<Problem> Check(IReadOnlyDictionary<long, string> names)
    {
        if (!Enum.IsDefined(Role))
            return [InvalidValue.Required("Roles.Role", "The role")];
        if (AllPortfolios)
            return [];
        if (PortfolioIds.Count == 0)
            return
            [
                InvalidValue.Of(
                    "Roles.PortfolioIds",
                    "No portfolio is chosen. Choose at least one, or all portfolios."
                ),
            ];
        return PortfolioIds.All(names.ContainsKey) ? [] : [new NotFound("One of the chosen portfolios")];
    }
}
