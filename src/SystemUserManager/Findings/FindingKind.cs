namespace SystemUserManager.Findings;

/// <summary>What can differ or be a risk; each has a <see cref="FindingRule"/> of its own that says what it means.</summary>
public enum FindingKind
{
    /// <summary>A token may live at Meta that nobody holds.</summary>
    OrphanToken,

    /// <summary>Meta shows a system user that nobody made or took over here.</summary>
    UnknownSystemUser,

    /// <summary>The vault has a secret with our tag that the record doesn't know.</summary>
    VaultSecretExtra,

    /// <summary>A version that holds a revoked token can be read again.</summary>
    VaultSecretEnabledAgain,

    /// <summary>A secret that an integration reads holds a person's token: it stops when that person leaves.</summary>
    PersonalToken,
}
