using MetaGraph.Assets;
using MetaGraph.SystemUsers;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;

namespace SystemUserManager.Sync;

/// <summary>One grant as an edge showed it.</summary>
internal readonly record struct SeenOn(long SystemUserId, NamedAsset Asset, string Tasks);

/// <summary>A grant on an ad account that this read saw begin, end or change.</summary>
/// <param name="Ended">null: nothing ended.</param>
/// <param name="Begun">null: nothing began.</param>
internal sealed record GrantChange(long SystemUserId, string AssetGraphId, long? Ended, SeenGrant? Begun);

/// <summary>
/// Compares the grants of some system users, or on some assets, with what is known of them, in one query. What is the
/// same writes nothing; what was recorded after the edge began is newer, and stays.
/// </summary>
internal sealed class GrantRows(SyncRun sync)
{
    private static readonly List<AssetKind> TheirOwn =
    [
        .. AssetKinds.All.Where(k => k.ReverseEdge is not null).Select(k => k.Kind),
    ];

    private Dictionary<string, long>? _systemUsers;

    /// <summary>Of kinds with a reverse edge: all that these system users reach.</summary>
    /// <returns>What changed on ad accounts.</returns>
    public Task<List<GrantChange>> RecordOfUsersAsync(
        EdgeRead edge,
        IReadOnlyCollection<(long Id, IReadOnlyList<AssignedAsset> Assets)> users,
        CancellationToken cancellationToken
    )
    {
        var ids = users.Select(u => u.Id).ToList();
        var current =
            from g in sync.Db.SeenGrants
            join a in sync.Db.Assets on g.AssetId equals a.Id
            where ids.Contains(g.SystemUserId) && g.ValidTo == null && TheirOwn.Contains(a.Kind)
            select new Known(g.Id, g.SystemUserId, a.Kind, a.GraphId, g.Tasks, g.ValidFrom);
        var seen =
            from u in users
            from a in u.Assets
            select new SeenOn(u.Id, new NamedAsset(a.Kind, a.Id.Value, a.Name), Format(a.Tasks));
        return RecordAsync(edge, current, seen, cancellationToken);
    }

    /// <summary>All that our system users may do on these assets; who isn't in the record (people, mostly) isn't counted.</summary>
    /// <param name="assetIds">Ours, by Meta's.</param>
    /// <returns>How many grants were seen.</returns>
    public async Task<int> RecordOfAssetsAsync(
        EdgeRead edge,
        IReadOnlyCollection<AssetDetails> assets,
        IReadOnlyDictionary<string, long> assetIds,
        CancellationToken cancellationToken
    )
    {
        _systemUsers ??= await sync
            .Db.SystemUsers.Where(s =>
                s.PortfolioId == sync.PortfolioId && s.AppId == sync.Session.AppId.Value && s.VanishedAt == null
            )
            .ToDictionaryAsync(s => s.GraphId, s => s.Id, cancellationToken);
        var ids = assetIds.Values.ToList();
        var current =
            from g in sync.Db.SeenGrants
            join a in sync.Db.Assets on g.AssetId equals a.Id
            where ids.Contains(g.AssetId) && g.ValidTo == null
            select new Known(g.Id, g.SystemUserId, a.Kind, a.GraphId, g.Tasks, g.ValidFrom);
        var seen = (
            from a in assets
            from u in a.Users!
            where _systemUsers.ContainsKey(u.Id.Value)
            select new SeenOn(
                _systemUsers[u.Id.Value],
                new NamedAsset(a.Asset.Kind, a.Asset.Id.Value, a.Asset.Name),
                Format(u.Tasks)
            )
        ).ToList();
        await RecordAsync(edge, current, seen, cancellationToken);
        return seen.Count;
    }

    private async Task<List<GrantChange>> RecordAsync(
        EdgeRead edge,
        IQueryable<Known> scope,
        IEnumerable<SeenOn> seen,
        CancellationToken cancellationToken
    )
    {
        var at = sync.Now;
        var current = await scope.ToDictionaryAsync(k => (k.SystemUserId, k.Kind, k.GraphId), cancellationToken);
        var fresh = new List<(SeenOn Seen, long? Ends)>();
        foreach (var grant in seen.DistinctBy(s => (s.SystemUserId, s.Asset.Kind, s.Asset.GraphId)))
        {
            current.Remove((grant.SystemUserId, grant.Asset.Kind, grant.Asset.GraphId), out var known);
            if (known is null)
                fresh.Add((grant, null));
            else if (known.Tasks != grant.Tasks && known.ValidFrom <= edge.Began)
                fresh.Add((grant, known.Id));
        }

        if (fresh.Exists(f => f.Ends is null))
        {
            var ended = await EndedSinceAsync(edge, [.. fresh.Select(f => f.Seen.SystemUserId)], cancellationToken);
            fresh.RemoveAll(f =>
                f.Ends is null && ended.Contains((f.Seen.SystemUserId, f.Seen.Asset.Kind, f.Seen.Asset.GraphId))
            );
        }

        var gone = current
            .Values.Where(k => k.ValidFrom <= edge.Began && !sync.Unreadable.ContainsKey(k.Kind))
            .ToList();
        if (fresh.Count + gone.Count == 0)
            return [];
        var assets = await AssetRows.FindOrAddAsync(edge, [.. fresh.Select(f => f.Seen.Asset)], cancellationToken);
        var begun = fresh.ConvertAll(f =>
            (
                f.Seen,
                Change: new VersionChange<SeenGrant>(
                    f.Ends,
                    new SeenGrant
                    {
                        PortfolioId = sync.PortfolioId,
                        SystemUserId = f.Seen.SystemUserId,
                        AssetId = assets[(f.Seen.Asset.Kind, f.Seen.Asset.GraphId)],
                        Tasks = f.Seen.Tasks,
                        ValidFrom = at,
                        NotBefore = sync.LastGrantsOf(f.Seen.Asset.Kind, edge),
                    }
                )
            )
        );
        await sync.Writes.WriteAsync(
            begun.Select(b => b.Change).Concat(gone.Select(g => new VersionChange<SeenGrant>(g.Id, null))),
            at,
            cancellationToken
        );
        return
        [
            .. begun
                .Where(b => b.Seen.Asset.Kind == AssetKind.AdAccount)
                .Select(b => new GrantChange(
                    b.Seen.SystemUserId,
                    b.Seen.Asset.GraphId,
                    b.Change.Ends,
                    b.Change.Begins
                )),
            .. gone.Where(g => g.Kind == AssetKind.AdAccount)
                .Select(g => new GrantChange(g.SystemUserId, g.GraphId, g.Id, null)),
        ];
    }

    /// <summary>What our own acts ended while the edge was read: the answer that still shows it may be older.</summary>
    private async Task<HashSet<(long, AssetKind, string)>> EndedSinceAsync(
        EdgeRead edge,
        HashSet<long> systemUserIds,
        CancellationToken cancellationToken
    )
    {
        var ended =
            from g in sync.Db.SeenGrants
            join a in sync.Db.Assets on g.AssetId equals a.Id
            where systemUserIds.Contains(g.SystemUserId) && g.ValidTo > edge.Began
            select new
            {
                g.SystemUserId,
                a.Kind,
                a.GraphId,
            };
        return (await ended.ToListAsync(cancellationToken))
            .Select(e => (e.SystemUserId, e.Kind, e.GraphId))
            .ToHashSet();
    }

    private static string Format(IEnumerable<AssetTask> tasks) => TaskSet.Format(tasks.Select(t => t.Value));

    private sealed record Known(
        long Id,
        long SystemUserId,
        AssetKind Kind,
        string GraphId,
        string Tasks,
        DateTimeOffset ValidFrom
    );
}
