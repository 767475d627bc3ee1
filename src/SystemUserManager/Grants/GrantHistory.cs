using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Grants;

/// <summary>One grant as a read showed it; tasks by Meta's names.</summary>
internal sealed record GrantSeen(AssetKind Kind, string AssetGraphId, string? AssetName, IReadOnlyList<string> Tasks);

/// <summary>
/// Turns what a read saw into history: a grant that changed closes its version and opens another, one that is gone is
/// closed, one that is the same is left alone. Only kinds that were read completely close anything.
/// </summary>
internal static class GrantHistory
{
    /// <summary>After our own act: kinds with a reverse edge were read completely, others only where we asked.</summary>
    public static Task RecordReadBackAsync(
        OperationRun run,
        IEnumerable<GrantSeen> seen,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) => RecordReadBackAsync(run, seen, [], at, cancellationToken);

    /// <param name="asked">Assets that were asked themselves: of them, too, not seen means not reached.</param>
    public static Task RecordReadBackAsync(
        OperationRun run,
        IEnumerable<GrantSeen> seen,
        IReadOnlyCollection<Asset> asked,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) => RecordReadBackAsync(run.Db, run.Operation, seen, asked, at, cancellationToken);

    /// <summary>The caller saves.</summary>
    public static async Task RecordReadBackAsync(
        AppDb db,
        Operation operation,
        IEnumerable<GrantSeen> seen,
        IReadOnlyCollection<Asset> asked,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var scopes = await ControlTokenScopes.LastSeenAsync(db, operation.PortfolioId!.Value, cancellationToken);
        var unreadable = AssetKindRights.Unreadable([.. scopes]);
        var complete = AssetKinds
            .All.Where(k => k.ReverseEdge is not null && !unreadable.ContainsKey(k.Kind))
            .Select(k => k.Kind)
            .ToHashSet();
        await RecordAsync(
            db,
            operation.PortfolioId!.Value,
            operation.SystemUserId!.Value,
            [.. seen],
            complete,
            [.. asked.Select(a => a.Id)],
            at,
            await NotBeforeAsync(db, operation, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>
    /// What the operation itself gave wasn't there when it was asked for, nor was anything that a system user reaches
    /// which it made. What others gave wasn't there at the last complete read of the part that tells it.
    /// </summary>
    private static async Task<Func<Asset, DateTimeOffset?>> NotBeforeAsync(
        AppDb db,
        Operation operation,
        CancellationToken cancellationToken
    )
    {
        if (operation.Kind == OperationKind.CreateSystemUser)
            return _ => operation.AskedAt;
        var own = await db
            .Grants.Where(g => g.SystemUserId == operation.SystemUserId && g.OperationId == operation.Id)
            .Select(g => g.AssetId)
            .ToHashSetAsync(cancellationToken);
        own.UnionWith(db.Grants.Local.Where(g => g.OperationId == operation.Id).Select(g => g.AssetId));
        var reads = await db
            .SyncParts.Where(p => p.PortfolioId == operation.PortfolioId)
            .ToDictionaryAsync(p => p.Edge, p => p.LastCompleteReadAt, cancellationToken);
        return asset => own.Contains(asset.Id) ? operation.AskedAt : reads.GetValueOrDefault(EdgeOf(asset));
    }

    private static string EdgeOf(Asset asset)
    {
        var info = AssetKinds.Of(asset.Kind);
        return info.ReverseEdge is not null ? SystemUsersEdge.Name
            : asset.IsOwned ? info.OwnedEdge
            : info.ClientEdge ?? info.OwnedEdge;
    }

    /// <param name="complete">The kinds of which <paramref name="seen"/> holds every grant of this system user.</param>
    /// <param name="completeAssetIds">Assets that were asked themselves.</param>
    /// <param name="notBefore">The last read without what is new now; null: it isn't known.</param>
    private static async Task RecordAsync(
        AppDb db,
        long portfolioId,
        long systemUserId,
        IReadOnlyList<GrantSeen> seen,
        IReadOnlySet<AssetKind> complete,
        IReadOnlyCollection<long> completeAssetIds,
        DateTimeOffset at,
        Func<Asset, DateTimeOffset?> notBefore,
        CancellationToken cancellationToken
    )
    {
        var current = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where g.SystemUserId == systemUserId && g.ValidTo == null
            select new
            {
                Grant = g,
                a.Kind,
                a.GraphId,
            }
        ).ToDictionaryAsync(x => (x.Kind, x.GraphId), x => x.Grant, cancellationToken);
        foreach (var grant in seen.DistinctBy(g => (g.Kind, g.AssetGraphId)))
        {
            var tasks = TaskSet.Format(grant.Tasks);
            current.Remove((grant.Kind, grant.AssetGraphId), out var known);
            if (known?.Tasks == tasks || known?.ValidFrom > at)
                continue;
            if (known is not null)
                known.ValidTo = at;
            var asset = await FindOrAddAsync(db, portfolioId, grant, at, cancellationToken);
            db.SeenGrants.Add(
                new SeenGrant
                {
                    PortfolioId = portfolioId,
                    SystemUserId = systemUserId,
                    AssetId = asset.Id,
                    Tasks = tasks,
                    ValidFrom = at,
                    NotBefore = notBefore(asset),
                }
            );
        }

        foreach (var ((kind, _), gone) in current)
        {
            if (!(complete.Contains(kind) || completeAssetIds.Contains(gone.AssetId)) || gone.ValidFrom > at)
                continue;
            gone.ValidTo = at;
        }
    }

    private static async Task<Asset> FindOrAddAsync(
        AppDb db,
        long portfolioId,
        GrantSeen grant,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var known = await db
            .Assets.AsNoTracking()
            .Where(a => a.PortfolioId == portfolioId && a.Kind == grant.Kind && a.GraphId == grant.AssetGraphId)
            .FirstOrDefaultAsync(cancellationToken);
        if (known is not null)
            return known;
        // Meta shows a grant on something that the portfolio's own lists don't show: it is recorded all the same.
        var name = string.IsNullOrEmpty(grant.AssetName) ? grant.AssetGraphId : grant.AssetName;
        var asset = new Asset
        {
            PortfolioId = portfolioId,
            Kind = grant.Kind,
            GraphId = grant.AssetGraphId,
            Name = name,
            NameKey = SortKey.Of(name),
            FirstSeenAt = at,
        };
        db.Assets.Add(asset);
        using (db.Unaudited("Inventory: the read that saw it is audited as one act."))
            await db.SaveChangesAsync(cancellationToken);
        return asset;
    }
}
