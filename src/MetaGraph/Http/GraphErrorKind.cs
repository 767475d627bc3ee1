namespace MetaGraph.Http;

/// <summary>What a failure means for the caller: which of them can be waited out, put right, or only reported.</summary>
public enum GraphErrorKind
{
    /// <summary>Not in the table. Report it with its code.</summary>
    Unknown,

    /// <summary>The token is missing, wrong, expired or revoked: nothing works until there is a new one.</summary>
    Authentication,

    /// <summary>The token is good, but a scope, a role or a task is missing.</summary>
    Permission,

    /// <summary>A rate limit: wait, and do not call meanwhile.</summary>
    Throttled,

    /// <summary>Meta or the network stumbled: the same call may succeed later.</summary>
    Transient,

    /// <summary>A fixed number of things is used up, for example the system users of a business.</summary>
    LimitReached,

    /// <summary>The call itself is wrong: repeating it cannot help.</summary>
    Validation,

    /// <summary>A person has to pass two-factor authentication first.</summary>
    TwoFactor,

    /// <summary>The object does not exist, or not for this token and app.</summary>
    NotFound,

    /// <summary>The app is not installed on the user, or not part of the business.</summary>
    AppNotInstalled,

    /// <summary>Meta blocks the app or the account for policy reasons.</summary>
    Blocked,

    /// <summary>One answer would be too large: the same list may be read in smaller pages.</summary>
    TooMuchData,
}
