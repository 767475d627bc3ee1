using MetaGraph.Businesses;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;

namespace SystemUserManager.Sync;

/// <summary>The apps that a portfolio owns, and those that others share with it.</summary>
internal static class AppEdges
{
    public static IEnumerable<SyncEdge> Of(SyncRun sync)
    {
        var graph = sync.Session.Graph.Businesses;
        var business = sync.Session.BusinessId;
        return
        [
            new("owned_apps", (e, ct) => ReadAsync(e, isOwned: true, graph.ListOwnedAppsAsync(business, ct), ct)),
            new("client_apps", (e, ct) => ReadAsync(e, isOwned: false, graph.ListClientAppsAsync(business, ct), ct)),
        ];
    }

    private static async Task ReadAsync(
        EdgeRead edge,
        bool isOwned,
        IAsyncEnumerable<Application> list,
        CancellationToken cancellationToken
    )
    {
        var (sync, at) = (edge.Sync, edge.Sync.Now);
        var seen = await list.ToListAsync(cancellationToken);
        await edge.SawAsync(seen.Count);
        var known = await sync
            .Db.BusinessApps.AsNoTracking()
            .Where(a => a.PortfolioId == sync.PortfolioId)
            .ToDictionaryAsync(a => a.AppId, cancellationToken);
        var changes = new List<RowChange>();
        foreach (var app in seen.DistinctBy(a => a.Id))
        {
            var name = app.Name.Length > 0 ? app.Name : app.Id.Value;
            if (!known.Remove(app.Id.Value, out var record))
                changes.Add(
                    new RowChange(
                        new BusinessApp
                        {
                            PortfolioId = sync.PortfolioId,
                            AppId = app.Id.Value,
                            Name = name,
                            IsOwned = isOwned,
                            FirstSeenAt = at,
                        }
                    )
                );
            else if (record.Name != name || record.IsOwned != isOwned || record.GoneAt is not null)
                changes.Add(
                    new RowChange(record, () => (record.Name, record.IsOwned, record.GoneAt) = (name, isOwned, null))
                );
        }

        changes.AddRange(
            known
                .Values.Where(a => a.IsOwned == isOwned && a.GoneAt is null && a.FirstSeenAt <= edge.Began)
                .Select(a => new RowChange(a, () => a.GoneAt = at))
        );
        await sync.Writes.WriteAsync(changes, cancellationToken);
    }
}
