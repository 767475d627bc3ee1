namespace SystemUserManager.Findings;

/// <summary>How bad a finding is. Kept as its number, so that the worst come first in an index.</summary>
public enum FindingSeverity
{
    /// <summary>Helps; nothing is wrong.</summary>
    Info,
    Low,
    Medium,
    High,

    /// <summary>Somebody should look now.</summary>
    Critical,
}
