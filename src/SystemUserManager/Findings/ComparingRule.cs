namespace SystemUserManager.Findings;

/// <summary>What a finding is about, whether it is seen now or was before.</summary>
public sealed record FindingSubject(string ObjectKey, long? SystemUserId, long? TokenId, long? AssetId);

/// <summary>A kind that is found by comparing what is known: a function of the picture and of nothing else.</summary>
public abstract class ComparingRule : FindingRule
{
    /// <summary>All that there is of it now, one for each object key.</summary>
    public abstract IEnumerable<SeenFinding> Look(PortfolioPicture picture);

    /// <summary>
    /// Whether the reads that it rests on were complete. Where they weren't, a finding stays as it is: none is opened, none
    /// is resolved.
    /// </summary>
    public virtual bool CanTell(PortfolioPicture picture, FindingSubject about) => true;

    /// <summary>What is being worked on is looked at when the work is over.</summary>
    public virtual bool WaitsForOperations => true;
}
