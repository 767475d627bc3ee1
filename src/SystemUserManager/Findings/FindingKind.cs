namespace SystemUserManager.Findings;

/// <summary>
/// What can differ or be a risk; each has a <see cref="FindingRule"/> of its own that says what it means. Kept by name: a
/// kind keeps the name that it has.
/// </summary>
public enum FindingKind
{
    // Differences between the record, Meta and the vault.
    OrphanToken,
    UnknownSystemUser,
    Vanished,
    Renamed,
    RoleChanged,
    GrantAdded,
    GrantRemoved,
    GrantChanged,
    TokenInvalid,
    TokenDiffers,
    VaultSecretMissing,
    VaultSecretDisabled,
    VaultSecretExtra,
    VaultSecretEnabledAgain,
    VaultTagsDiffer,
    UnknownPartner,

    // Risks.
    VagueName,
    NoOwner,
    OwnerLeft,
    NoSuccessor,
    NoConsumer,
    AdminRole,
    HighTask,
    ReachesNearlyEverything,
    ScopeWithoutAsset,
    AssetWithoutScope,
    BusinessManagement,
    NeverExpiring,
    Expiring,
    PersonalToken,
    TokenInTwoSecrets,
    TestReachesProduction,
    Old,
    DeadAssetsOnly,
    InAssetGroup,
    SlotsNearlyFull,
    NotRotated,
    PartnerPastEnd,
    PartnerNotConfirmed,
    ControlTokenEnding,
    ControlTokenShort,

    // One that helps.
    NewAsset,
}
