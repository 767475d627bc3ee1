namespace SystemUserManager.Findings;

/// <summary>What can be answered to many findings at once.</summary>
public enum BulkAnswer
{
    /// <summary>Until a day, with a reason.</summary>
    Accept,
    AssignOwner,

    /// <summary>What Meta shows is meant.</summary>
    Adopt,

    /// <summary>Meta is put back to what the record says.</summary>
    Revert,
    RevokeAllTokens,
}
