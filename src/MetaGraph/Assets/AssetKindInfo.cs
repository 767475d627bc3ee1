namespace MetaGraph.Assets;

/// <summary>How Graph deals with one kind of asset.</summary>
public sealed record AssetKindInfo
{
    public required AssetKind Kind { get; init; }

    /// <summary>The edge of a business that lists what it owns.</summary>
    public required string OwnedEdge { get; init; }

    /// <summary>The edge of a business that lists what clients share with it; null: there is none.</summary>
    public required string? ClientEdge { get; init; }

    /// <summary>The fields read of each asset.</summary>
    public required string Fields { get; init; }

    /// <summary>
    /// What can be assigned, least privilege first. Where Meta documents no order the place is a judgement. Meta may
    /// know more: unknown tasks are kept, not refused. For an asset group empty: see <see cref="AssetGroupTasks"/>.
    /// </summary>
    public required IReadOnlyList<AssetTask> Tasks { get; init; }

    /// <summary>Meta refuses an assignment that names no task.</summary>
    public required bool TasksRequired { get; init; }

    /// <summary>The edge of an asset group that lists what it holds of this kind; null: a group can't hold any.</summary>
    public required string? ContainedEdge { get; init; }

    /// <summary>Each asset lists the other businesses that it is shared to.</summary>
    public required bool TellsAgencies { get; init; }

    /// <summary>The edge of a system user that lists its assets of this kind; null: only the asset tells.</summary>
    public required string? ReverseEdge { get; init; }

    /// <summary>
    /// Meta documents a call that removes an assignment. False for datasets: the call left Meta's own specification in
    /// 2020; it may be tried, and a person in Business settings is the way that works.
    /// </summary>
    public required bool CanUnassign { get; init; }

    internal string EdgeFor(AssetOwnership ownership) =>
        ownership switch
        {
            AssetOwnership.Owned => OwnedEdge,
            _ => ClientEdge
                ?? throw new NotSupportedException($"Meta has no list of assets of kind {Kind} that clients share."),
        };
}
