namespace SystemUserManager.Findings;

/// <summary>What a person can do about a finding, besides accepting it until a date.</summary>
public enum FindingAnswer
{
    /// <summary>Say who answers for it: what is seen becomes what is meant.</summary>
    Adopt,

    /// <summary>Put back at Meta what the record says.</summary>
    Revert,
    Rename,
    AssignOwner,
    EditRecord,

    /// <summary>Its owner says that it goes on as it is.</summary>
    StillNeeded,
    ChangeAccess,

    /// <summary>Look at what an asset group holds and who is in it: groups are edited in Meta's own pages.</summary>
    SeeGroup,
    RegisterToken,
    IssueToken,
    RevokeToken,
    RevokeAllTokens,
    ReplaceControlToken,
    EditPartner,
    EndPartner,
}
