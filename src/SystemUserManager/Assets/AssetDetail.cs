using MetaGraph.Assets;
using SystemUserManager.Data;
using SystemUserManager.Partners;

namespace SystemUserManager.Assets;

/// <summary>A system user that reaches or reached an asset; name and role as of then.</summary>
/// <param name="Through">The asset groups that give it; empty: none does.</param>
/// <param name="Until">The read that first missed it; null: it holds.</param>
public sealed record AssetReacher(
    long SystemUserId,
    string Name,
    string Role,
    string Tasks,
    DateTimeOffset SeenSince,
    DateTimeOffset? NotBefore,
    string? ChangedByName,
    DateTimeOffset? ChangedAt,
    DateTimeOffset? Until,
    string? EndedByName,
    DateTimeOffset? EndedAt
)
{
    public IReadOnlyList<string> Through { get; init; } = [];

    public bool IsAdmin => Role == "ADMIN";
}

/// <param name="Tasks">Those that may be handed on; empty: Meta doesn't tell them.</param>
public sealed record AssetSharing(
    long PartnerId,
    string PartnerName,
    PartnerRelation Relation,
    string Tasks,
    DateTimeOffset SeenSince,
    DateTimeOffset? NotBefore
);

/// <summary>An asset's place in a group, from either side.</summary>
public sealed record AssetPlace(
    long AssetId,
    AssetKind Kind,
    string Name,
    DateTimeOffset SeenSince,
    DateTimeOffset? NotBefore
);

/// <summary>The first of a list, and how many there are in all.</summary>
public sealed record FirstOf<T>(int Count, IReadOnlyList<T> Rows)
{
    public int More => Count - Rows.Count;
}

/// <summary>One asset, and who reaches it through what, now or when a day ended.</summary>
/// <param name="DisconnectedAt">Since when its portfolio is disconnected; null: it isn't.</param>
/// <param name="Groups">The asset groups that it is in.</param>
/// <param name="Holds">Of an asset group, what it holds.</param>
/// <param name="Before">Who reached it and doesn't any more, or with other tasks, the latest first.</param>
public sealed record AssetDetail(
    Asset Asset,
    string PortfolioName,
    DateTimeOffset? DisconnectedAt,
    FirstOf<AssetReacher> Reachers,
    FirstOf<(long Id, string Name)> Admins,
    IReadOnlyList<AssetSharing> Shares,
    IReadOnlyList<AssetPlace> Groups,
    FirstOf<AssetPlace> Holds,
    Page<AssetReacher> Before
);
