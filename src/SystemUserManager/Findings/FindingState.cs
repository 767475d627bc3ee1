namespace SystemUserManager.Findings;

/// <summary>How a finding stands.</summary>
public enum FindingState
{
    /// <summary>Somebody should do something about it.</summary>
    Open,

    /// <summary>It is still so, and counts as dealt with until a day.</summary>
    Accepted,

    /// <summary>A complete look didn't see it any more.</summary>
    Resolved,
}
