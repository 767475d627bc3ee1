using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;

namespace SystemUserManager.Sync;

/// <summary>The asset groups of a portfolio with what they hold, which whoever is in them reaches.</summary>
internal sealed class AssetGroupsEdge(SyncRun sync, AssetEdges assets)
{
    public const string ContentPart = "contained_assets";

    private const int AtATime = 25;

    private static readonly AssetKindInfo Kind = AssetKinds.Of(AssetKind.AssetGroup);

    public async Task ReadAsync(EdgeRead edge, CancellationToken cancellationToken)
    {
        var notBefore = sync.LastReadOf(ContentPart);
        var graph = sync.Session.Graph.Assets;
        try
        {
            await ReadAsync(
                edge,
                graph.ListGroupContentAsync(sync.Session.BusinessId, cancellationToken),
                groups => RecordContentAsync(edge, groups, notBefore, cancellationToken),
                cancellationToken
            );
            await sync.CompleteAsync(ContentPart, edge.Began);
        }
        catch (MetaGraphException refusal) when (edge.Items == 0 && AssetEdges.IsAboutTheList(refusal))
        {
            // The groups are worth more than what they hold: who is in them is known all the same.
            var plain = graph.ListAsync(
                sync.Session.BusinessId,
                AssetKind.AssetGroup,
                AssetOwnership.Owned,
                cancellationToken
            );
            await ReadAsync(
                edge,
                plain.Select(group => new AssetGroupContent(group, [])),
                groups => AssetRows.RecordAsync(edge, groups.ConvertAll(g => g.Group), cancellationToken),
                cancellationToken
            );
            await sync.MissAsync(ContentPart, refusal.VendorMessage);
        }
    }

    private async Task ReadAsync(
        EdgeRead edge,
        IAsyncEnumerable<AssetGroupContent> groups,
        Func<List<AssetGroupContent>, Task> record,
        CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var some in groups.Chunk(AtATime).WithCancellation(cancellationToken))
        {
            var fresh = some.Where(g => seen.Add(g.Group.Id.Value)).ToList();
            await sync.Writes.TwiceAsync(async () =>
            {
                await record(fresh);
                return true;
            });
            await edge.SawAsync(fresh.Count);
        }

        await assets.FinishAsync(edge, Kind, AssetOwnership.Owned, seen, cancellationToken);
    }

    private async Task RecordContentAsync(
        EdgeRead edge,
        List<AssetGroupContent> groups,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    )
    {
        var at = sync.Now;
        var groupIds = await AssetRows.RecordAsync(edge, groups.ConvertAll(g => g.Group), cancellationToken);
        var named = groups.SelectMany(g => g.Contained).Select(Named).ToList();
        var assetIds = await AssetRows.FindOrAddAsync(edge, named, cancellationToken);
        var ids = groupIds.Values.ToList();
        var current = await sync
            .Db.GroupedAssets.Where(g => ids.Contains(g.GroupId) && g.ValidTo == null && g.ValidFrom <= edge.Began)
            .Select(g => new
            {
                g.Id,
                g.GroupId,
                g.AssetId,
            })
            .ToDictionaryAsync(g => (g.GroupId, g.AssetId), g => g.Id, cancellationToken);
        var changes = new List<VersionChange<GroupedAsset>>();
        foreach (var group in groups)
        foreach (var assetId in group.Contained.Select(c => assetIds[(c.Kind, c.Id.Value)]).Distinct())
        {
            var groupId = groupIds[group.Group.Id.Value];
            if (!current.Remove((groupId, assetId)))
                changes.Add(
                    new(
                        null,
                        new GroupedAsset
                        {
                            PortfolioId = sync.PortfolioId,
                            GroupId = groupId,
                            AssetId = assetId,
                            ValidFrom = at,
                            NotBefore = notBefore,
                        }
                    )
                );
        }

        changes.AddRange(current.Values.Select(id => new VersionChange<GroupedAsset>(id, null)));
        await sync.Writes.WriteAsync(changes, at, cancellationToken);
    }

    private static NamedAsset Named(ContainedAsset asset) => new(asset.Kind, asset.Id.Value, asset.Name);
}
