using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;

namespace SystemUserManager.Sync;

/// <summary>
/// The edges that list assets, owned and of clients, with what comes in the same answer: whom the asset is shared to, and
/// of kinds without a reverse edge who is assigned to it; of asset groups what they hold.
/// </summary>
internal sealed class AssetEdges(SyncRun sync, GrantRows grants, ShareRows shares)
{
    private const int PageSize = 100;

    public static string AgenciesPart(string edge) => $"{edge}.agencies";

    public IEnumerable<SyncEdge> Of(AssetKindInfo kind)
    {
        if (kind.Kind == AssetKind.AssetGroup)
        {
            var groups = new AssetGroupsEdge(sync, this);
            return [new SyncEdge(kind.OwnedEdge, groups.ReadAsync)];
        }

        var owned = new SyncEdge(kind.OwnedEdge, (edge, ct) => ReadAsync(edge, kind, AssetOwnership.Owned, ct));
        return kind.ClientEdge is null
            ? [owned]
            : [owned, new SyncEdge(kind.ClientEdge, (edge, ct) => ReadAsync(edge, kind, AssetOwnership.Client, ct))];
    }

    private async Task ReadAsync(
        EdgeRead edge,
        AssetKindInfo kind,
        AssetOwnership ownership,
        CancellationToken cancellationToken
    )
    {
        var detail = kind.ReverseEdge is null ? AssetDetail.AssignedUsers : AssetDetail.None;
        if (ownership == AssetOwnership.Client || !kind.TellsAgencies)
        {
            await ReadAsync(edge, kind, ownership, detail, cancellationToken);
            return;
        }

        try
        {
            await ReadAsync(edge, kind, ownership, detail | AssetDetail.Agencies, cancellationToken);
            await sync.CompleteAsync(AgenciesPart(edge.Name), edge.Began);
        }
        catch (MetaGraphException refusal) when (edge.Items == 0 && IsAboutTheList(refusal))
        {
            // The assets are worth more than what is told beside them.
            await ReadAsync(edge, kind, ownership, detail, cancellationToken);
            await sync.MissAsync(AgenciesPart(edge.Name), refusal.VendorMessage);
        }
    }

    /// <summary>A right or a field that a list inside the answer needs may be missing.</summary>
    public static bool IsAboutTheList(MetaGraphException refusal) =>
        refusal.Kind is GraphErrorKind.Permission or GraphErrorKind.Validation && !refusal.CursorRefused;

    private async Task ReadAsync(
        EdgeRead edge,
        AssetKindInfo kind,
        AssetOwnership ownership,
        AssetDetail detail,
        CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var assets = sync.Session.Graph.Assets.ListDetailsAsync(
            sync.Session.BusinessId,
            kind.Kind,
            ownership,
            detail,
            cancellationToken
        );
        await foreach (var page in assets.Chunk(PageSize).WithCancellation(cancellationToken))
        {
            var fresh = page.Where(a => seen.Add(a.Asset.Id.Value)).ToList();
            var read = await sync.Writes.TwiceAsync(() => RecordAsync(edge, fresh, cancellationToken));
            await edge.SawAsync(fresh.Count, read);
        }

        await FinishAsync(edge, kind, ownership, seen, cancellationToken);
    }

    /// <returns>How many grants of ours were on them.</returns>
    private async Task<int> RecordAsync(EdgeRead edge, List<AssetDetails> page, CancellationToken cancellationToken)
    {
        var ids = await AssetRows.RecordAsync(edge, [.. page.Select(a => a.Asset)], cancellationToken);
        await shares.RecordAsync(edge, page, ids, cancellationToken);
        return page.Exists(a => a.Users is not null)
            ? await grants.RecordOfAssetsAsync(edge, page, ids, cancellationToken)
            : 0;
    }

    /// <summary>What both edges of a kind lack is gone; what one lacks may have moved to the other.</summary>
    public async Task FinishAsync(
        EdgeRead edge,
        AssetKindInfo kind,
        AssetOwnership ownership,
        IReadOnlySet<string> seen,
        CancellationToken cancellationToken
    )
    {
        var isOwned = ownership == AssetOwnership.Owned;
        var known = await sync
            .Db.Assets.Where(a => a.PortfolioId == sync.PortfolioId && a.Kind == kind.Kind && a.IsOwned == isOwned)
            .Where(a => a.GoneAt == null && a.FirstSeenAt <= edge.Began)
            .Select(a => new { a.Id, a.GraphId })
            .ToListAsync(cancellationToken);
        var facts = sync.Facts;
        facts.Missing[edge.Name] = [.. known.Where(a => !seen.Contains(a.GraphId)).Select(a => a.Id)];
        var other = isOwned ? kind.ClientEdge : kind.OwnedEdge;
        if (other is not null && !facts.IsDone(other))
            return;
        await LeaveAsync(kind, isOwned, facts.Missing[edge.Name], cancellationToken);
        if (other is not null && facts.Missing.TryGetValue(other, out var others))
            await LeaveAsync(kind, !isOwned, others, cancellationToken);
        facts.Missing.Remove(edge.Name);
        facts.Missing.Remove(other ?? "");
    }

    /// <param name="wasOwned">On which edge they were missed: those that stand on the other now have moved.</param>
    private async Task LeaveAsync(
        AssetKindInfo kind,
        bool wasOwned,
        List<long> missing,
        CancellationToken cancellationToken
    )
    {
        var (db, writes, at) = (sync.Db, sync.Writes, sync.Now);
        foreach (var some in missing.Chunk(PageSize))
        {
            var gone = await db
                .Assets.AsNoTracking()
                .Where(a => some.Contains(a.Id) && a.GoneAt == null && a.IsOwned == wasOwned)
                .ToListAsync(cancellationToken);
            var ids = gone.ConvertAll(a => a.Id);
            // Of other kinds the system user's own list tells what it reaches.
            if (kind.ReverseEdge is null)
                await writes.EndAllAsync(
                    db.SeenGrants.Where(g => ids.Contains(g.AssetId) && g.ValidTo == null),
                    at,
                    cancellationToken
                );
            await writes.EndAllAsync(
                db.PartnerShares.Where(s => ids.Contains(s.AssetId) && s.ValidTo == null),
                at,
                cancellationToken
            );
            await writes.EndAllAsync(
                db.GroupedAssets.Where(g => ids.Contains(g.GroupId) && g.ValidTo == null),
                at,
                cancellationToken
            );
            // Last: until here it is missed again by whoever begins anew.
            await writes.WriteAsync(gone.Select(a => new RowChange(a, () => a.GoneAt = at)), cancellationToken);
        }
    }
}
