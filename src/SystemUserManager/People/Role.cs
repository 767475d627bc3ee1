namespace SystemUserManager.People;

/// <summary>What an account may do, on all portfolios or on chosen ones.</summary>
public enum Role
{
    /// <summary>Reads everything including the audit log, exports, changes nothing.</summary>
    Auditor,

    /// <summary>Reads, and revokes.</summary>
    Offboarder,

    /// <summary>Everything.</summary>
    Administrator,
}
