namespace MetaGraph.Tokens;

/// <summary>How long a new token lives.</summary>
public enum TokenLifetime
{
    /// <summary>Meta's recommendation; it can be renewed before it ends, not after.</summary>
    SixtyDays,

    /// <summary>Until it is revoked. Some businesses must use expiring tokens: then Meta refuses this.</summary>
    Never,
}
