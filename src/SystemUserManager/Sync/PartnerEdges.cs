using MetaGraph.Businesses;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Partners;

namespace SystemUserManager.Sync;

/// <summary>The businesses with which a portfolio shares assets. Read after the assets: one that still reaches some isn't gone.</summary>
internal static class PartnerEdges
{
    public static IEnumerable<SyncEdge> Of(SyncRun sync, ShareRows shares)
    {
        var graph = sync.Session.Graph.Businesses;
        var business = sync.Session.BusinessId;
        return
        [
            new(
                "agencies",
                (e, ct) => ReadAsync(e, shares, PartnerRelation.Agency, graph.ListAgenciesAsync(business, ct), ct)
            ),
            new(
                "clients",
                (e, ct) => ReadAsync(e, shares, PartnerRelation.Client, graph.ListClientsAsync(business, ct), ct)
            ),
        ];
    }

    private static async Task ReadAsync(
        EdgeRead edge,
        ShareRows shares,
        PartnerRelation relation,
        IAsyncEnumerable<PartnerBusiness> list,
        CancellationToken cancellationToken
    )
    {
        var seen = await list.ToListAsync(cancellationToken);
        var known = await edge.Sync.Writes.TwiceAsync(() =>
            shares.FindOrAddAsync(
                edge,
                seen.Select(p => new NamedPartner(relation, p.Id.Value, p.Name)),
                edge.NotBefore,
                cancellationToken
            )
        );
        await edge.SawAsync(seen.Count);
        await LeaveAsync(edge, relation, [.. seen.Select(p => p.Id.Value)], known.Values, cancellationToken);
    }

    private static async Task LeaveAsync(
        EdgeRead edge,
        PartnerRelation relation,
        HashSet<string> seen,
        IEnumerable<Partner> known,
        CancellationToken cancellationToken
    )
    {
        var (sync, at) = (edge.Sync, edge.Sync.Now);
        var missing = known
            .Where(p => p.Relation == relation && p.GoneAt is null && !seen.Contains(p.BusinessId))
            .Where(p => p.FirstSeenAt <= edge.Began)
            .ToList();
        var ids = missing.ConvertAll(p => p.Id);
        var sharing = await sync
            .Db.PartnerShares.Where(s => ids.Contains(s.PartnerId) && s.ValidTo == null)
            .Select(s => s.PartnerId)
            .Distinct()
            .ToListAsync(cancellationToken);
        await sync.Writes.WriteAsync(
            missing.Where(p => !sharing.Contains(p.Id)).Select(p => new RowChange(p, () => p.GoneAt = at)),
            cancellationToken
        );
    }
}
