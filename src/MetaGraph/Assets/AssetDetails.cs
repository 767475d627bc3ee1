namespace MetaGraph.Assets;

/// <summary>What to read of each asset besides itself; each costs no call of its own as long as its lists are short.</summary>
[Flags]
public enum AssetDetail
{
    None = 0,

    /// <summary>Everyone assigned to it.</summary>
    AssignedUsers = 1,

    /// <summary>The businesses that it is shared to.</summary>
    Agencies = 2,
}

/// <summary>An asset with the lists that were asked for, each complete.</summary>
/// <param name="Users">Null: not asked for.</param>
/// <param name="Agencies">Null: not asked for.</param>
public sealed record AssetDetails(
    Asset Asset,
    IReadOnlyList<AssignedUser>? Users,
    IReadOnlyList<AssetAgency>? Agencies
);

/// <summary>An asset group with all that it holds, as far as this kind of thing can be assigned.</summary>
public sealed record AssetGroupContent(Asset Group, IReadOnlyList<ContainedAsset> Contained);

/// <summary>An asset in an asset group.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
public sealed record ContainedAsset(AssetKind Kind, GraphId Id, string Name);
