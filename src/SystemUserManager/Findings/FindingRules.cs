using SystemUserManager.Findings.Kinds;

namespace SystemUserManager.Findings;

/// <summary>Every kind with its rule.</summary>
public static class FindingRules
{
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new OrphanTokenRule(),
        new UnknownSystemUserRule(),
        new VaultSecretExtraRule(),
        new VaultSecretEnabledAgainRule(),
        new PersonalTokenRule(),
    ];

    /// <exception cref="KeyNotFoundException">A kind without a rule.</exception>
    public static FindingRule Of(FindingKind kind) => ByKind[kind];

    private static Dictionary<FindingKind, FindingRule> ByKind { get; } = All.ToDictionary(r => r.Kind);
}
