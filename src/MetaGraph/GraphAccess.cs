namespace MetaGraph;

/// <summary>Whether a session may change anything at Meta.</summary>
public enum GraphAccess
{
    /// <summary>Every changing call ends in a <see cref="Http.GraphReadOnlyException"/> before anything is sent.</summary>
    ReadOnly,

    /// <summary>All calls are sent.</summary>
    ReadWrite,
}
