using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// The role an account is to have: on all portfolios, or on the chosen ones and on those with a label (at least one of
/// either).
/// </summary>
public sealed record RoleChoice(Role Role, bool AllPortfolios, IReadOnlyCollection<long> PortfolioIds)
{
    /// <summary>As they were typed; what carries one of them later is seen from then on.</summary>
    public IReadOnlyCollection<string> Labels { get; init; } = [];

    public static RoleChoice Everywhere(Role role) => new(role, AllPortfolios: true, []);

    /// <param name="names">The portfolios there are, by id.</param>
    internal string InWords(IReadOnlyDictionary<long, string> names) =>
        AllPortfolios
            ? RolesText.Of([(Role, null)])
            : RolesText.Of(
                PortfolioIds.Distinct().Select(id => (Role, (string?)names[id])),
                PortfolioLabels.Of(Labels).Select(l => (Role, l.Label))
            );

    internal IEnumerable<LabelRole> OnLabels(long accountId) =>
        AllPortfolios
            ? []
            : PortfolioLabels
                .Of(Labels)
                .Select(l => new LabelRole
                {
                    AccountId = accountId,
                    Role = Role,
                    Label = l.Label,
                    LabelKey = l.Key,
                });

    /// <summary>Without those that come with a label.</summary>
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
        var labels = PortfolioLabels.Of(Labels);
        if (PortfolioIds.Count == 0 && labels.Count == 0)
            return
            [
                InvalidValue.Of(
                    "Roles.PortfolioIds",
                    "No portfolio is chosen, and no label. Choose at least one of either, or all portfolios."
                ),
            ];
        if (PortfolioLabels.FindProblem("Roles.Labels", labels) is { } wrong)
            return [wrong];
        return PortfolioIds.All(names.ContainsKey) ? [] : [new NotFound("One of the chosen portfolios")];
    }
}
