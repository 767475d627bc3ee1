namespace SystemUserManager.Grants;

/// <summary>What is known of the assignments (or removals) of one step; asset ids are ours.</summary>
internal sealed record AssignmentFacts
{
    /// <summary>Done at Meta: assigned, or in a step that removes, removed.</summary>
    public IReadOnlyList<long> Assigned { get; init; } = [];

    /// <summary>Refused for good, with Meta's reason.</summary>
    public IReadOnlyDictionary<long, string> Refused { get; init; } = new Dictionary<long, string>();

    /// <summary>A person chose to go on without them.</summary>
    public IReadOnlyList<long> LeftOut { get; init; } = [];

    /// <summary>The API can't do it, so that a person does it in Meta's own pages.</summary>
    public IReadOnlyList<long> ByHand { get; init; } = [];

    public AssignmentFacts WithoutRefused() =>
        this with
        {
            LeftOut = [.. LeftOut.Union(Refused.Keys)],
            Refused = new Dictionary<long, string>(),
        };
}
