using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using Asset = SystemUserManager.Assets.Asset;
using AssetKind = MetaGraph.Assets.AssetKind;
using AssetOwnership = MetaGraph.Assets.AssetOwnership;
using MetaAsset = MetaGraph.Assets.Asset;

namespace SystemUserManager.Sync;

/// <summary>An asset that another list names.</summary>
/// <param name="Name">null or empty: that list doesn't tell it.</param>
internal readonly record struct NamedAsset(AssetKind Kind, string GraphId, string? Name);

/// <summary>Turns a page of assets into rows. What is the same writes nothing.</summary>
internal static class AssetRows
{
    /// <summary>All of one kind.</summary>
    /// <returns>Our ids, by Meta's.</returns>
    public static async Task<Dictionary<string, long>> RecordAsync(
        EdgeRead edge,
        List<MetaAsset> page,
        CancellationToken cancellationToken
    )
    {
        if (page.Count == 0)
            return [];
        var sync = edge.Sync;
        var (kind, at) = (page[0].Kind, sync.Now);
        var graphIds = page.ConvertAll(a => a.Id.Value);
        var known = await sync
            .Db.Assets.AsNoTracking()
            .Where(a => a.PortfolioId == sync.PortfolioId && a.Kind == kind && graphIds.Contains(a.GraphId))
            .ToDictionaryAsync(a => a.GraphId, cancellationToken);
        var changes = new List<RowChange>();
        foreach (var asset in page)
            if (!known.TryGetValue(asset.Id.Value, out var record))
            {
                known[asset.Id.Value] = record = New(sync.PortfolioId, kind, asset.Id.Value, at, edge.NotBefore);
                Write(record, asset);
                changes.Add(new RowChange(record));
            }
            else if (!IsSame(record, asset))
            {
                changes.Add(new RowChange(record, () => Write(record, asset)));
            }

        await sync.Writes.WriteAsync(changes, cancellationToken);
        return known.ToDictionary(a => a.Key, a => a.Value.Id);
    }

    /// <summary>
    /// Our ids of assets that another list names. One that the portfolio's own lists don't show is recorded all the same.
    /// </summary>
    public static async Task<Dictionary<(AssetKind, string), long>> FindOrAddAsync(
        EdgeRead edge,
        IReadOnlyCollection<NamedAsset> named,
        CancellationToken cancellationToken
    )
    {
        var sync = edge.Sync;
        var ids = new Dictionary<(AssetKind, string), long>();
        foreach (var some in named.DistinctBy(n => (n.Kind, n.GraphId)).Chunk(500))
        {
            var graphIds = some.Select(n => n.GraphId).ToList();
            foreach (
                var known in await sync
                    .Db.Assets.Where(a => a.PortfolioId == sync.PortfolioId && graphIds.Contains(a.GraphId))
                    .Select(a => new
                    {
                        a.Id,
                        a.Kind,
                        a.GraphId,
                    })
                    .ToListAsync(cancellationToken)
            )
                ids[(known.Kind, known.GraphId)] = known.Id;
            var added = some.Where(n => !ids.ContainsKey((n.Kind, n.GraphId)))
                .Select(n =>
                {
                    var asset = New(sync.PortfolioId, n.Kind, n.GraphId, sync.Now, edge.NotBefore);
                    asset.Name = string.IsNullOrEmpty(n.Name) ? n.GraphId : n.Name;
                    asset.NameKey = SortKey.Of(asset.Name);
                    return asset;
                })
                .ToList();
            await sync.Writes.WriteAsync(added.Select(a => new RowChange(a)), cancellationToken);
            foreach (var asset in added)
                ids[(asset.Kind, asset.GraphId)] = asset.Id;
        }

        return ids;
    }

    private static Asset New(
        long portfolioId,
        AssetKind kind,
        string graphId,
        DateTimeOffset at,
        DateTimeOffset? notBefore
    ) =>
        new()
        {
            PortfolioId = portfolioId,
            Kind = kind,
            GraphId = graphId,
            Name = graphId,
            FirstSeenAt = at,
            NotBefore = notBefore,
        };

    private static bool IsSame(Asset record, MetaAsset asset) =>
        record.Name == NameOf(asset)
        && record.IsOwned == (asset.Ownership == AssetOwnership.Owned)
        && record.OwnerBusinessId == asset.OwnerBusiness?.Id.Value
        && record.OwnerBusinessName == asset.OwnerBusiness?.Name
        && record.Status == asset.Status
        && record.IsDead == asset.IsDead
        && record.GoneAt is null;

    private static void Write(Asset record, MetaAsset asset)
    {
        record.Name = NameOf(asset);
        record.NameKey = SortKey.Of(record.Name);
        record.IsOwned = asset.Ownership == AssetOwnership.Owned;
        record.OwnerBusinessId = asset.OwnerBusiness?.Id.Value;
        record.OwnerBusinessName = asset.OwnerBusiness?.Name;
        record.Status = asset.Status;
        record.IsDead = asset.IsDead;
        record.GoneAt = null;
    }

    private static string NameOf(MetaAsset asset) => asset.Name.Length > 0 ? asset.Name : asset.Id.Value;
}
