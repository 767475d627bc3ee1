using SystemUserManager.Findings.Kinds;

namespace SystemUserManager.Findings;

/// <summary>Every kind with its rule.</summary>
public static class FindingRules
{
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        new OrphanTokenRule(),
        new UnknownSystemUserRule(),
        new VanishedRule(),
        new RenamedRule(),
        new RoleChangedRule(),
        new GrantAddedRule(),
        new GrantRemovedRule(),
        new GrantChangedRule(),
        new TokenInvalidRule(),
        new TokenDiffersRule(),
        new VaultSecretMissingRule(),
        new VaultSecretDisabledRule(),
        new VaultSecretExtraRule(),
        new VaultSecretEnabledAgainRule(),
        new VaultTagsDifferRule(),
        new UnknownPartnerRule(),
        new VagueNameRule(),
        new NoOwnerRule(),
        new OwnerLeftRule(),
        new NoSuccessorRule(),
        new NoConsumerRule(),
        new AdminRoleRule(),
        new HighTaskRule(),
        new ReachesNearlyEverythingRule(),
        new ScopeWithoutAssetRule(),
        new AssetWithoutScopeRule(),
        new BusinessManagementRule(),
        new NeverExpiringRule(),
        new ExpiringRule(),
        new PersonalTokenRule(),
        new TokenInTwoSecretsRule(),
        new TestReachesProductionRule(),
        new OldRule(),
        new DeadAssetsOnlyRule(),
        new InAssetGroupRule(),
        new SlotsNearlyFullRule(),
        new NotRotatedRule(),
        new PartnerPastEndRule(),
        new PartnerNotConfirmedRule(),
        new ControlTokenEndingRule(),
        new ControlTokenShortRule(),
        new NewAssetRule(),
    ];

    /// <summary>Those that a comparison finds. The others are reported by whoever reads a secret or a vault.</summary>
    internal static IReadOnlyList<ComparingRule> Comparing { get; } = [.. All.OfType<ComparingRule>()];

    /// <exception cref="KeyNotFoundException">A kind without a rule.</exception>
    public static FindingRule Of(FindingKind kind) => ByKind[kind];

    private static Dictionary<FindingKind, FindingRule> ByKind { get; } = All.ToDictionary(r => r.Kind);
}
