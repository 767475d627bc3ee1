namespace SystemUserManager.Findings;

/// <summary>What can be answered to many findings at once, as pages list it.</summary>
public enum BulkAnswer
{
    /// <summary>Until a day, with a reason.</summary>
    Accept,
    AssignOwner,

    /// <summary>A name for each system user.</summary>
    Rename,

    /// <summary>What Meta shows is meant.</summary>
    Adopt,

    /// <summary>Meta is put back to what the record says.</summary>
    Revert,

    /// <summary>What a secret of the vault holds is put into the record.</summary>
    RegisterToken,
    RevokeToken,
    RevokeAllTokens,
}
