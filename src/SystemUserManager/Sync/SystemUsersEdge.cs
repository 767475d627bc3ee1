using MetaGraph.SystemUsers;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;
using MetaSystemUser = MetaGraph.SystemUsers.SystemUser;
using SystemUser = SystemUserManager.SystemUsers.SystemUser;

namespace SystemUserManager.Sync;

/// <summary>The system users of a portfolio, some at a time, each with what it reaches by its five reverse edges.</summary>
/// <param name="activities">null: nobody is asked who changed a grant.</param>
internal sealed class SystemUsersEdge(SyncRun sync, GrantRows grants, ActivityLog? activities)
{
    public const string Name = "system_users";

    private const int AtATime = 25;

    public async Task ReadAsync(EdgeRead edge, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var changes = new List<GrantChange>();
        var users = sync.Session.Graph.SystemUsers.ListWithGrantsAsync(sync.Session.BusinessId, cancellationToken);
        await foreach (var some in users.Chunk(AtATime).WithCancellation(cancellationToken))
        {
            var fresh = some.Where(u => seen.Add(u.User.Id.Value)).ToList();
            var changed = await sync.Writes.TwiceAsync(() => RecordAsync(edge, fresh, cancellationToken));
            // At the first read everything is new, and nobody asks since when.
            if (edge.NotBefore is not null)
                changes.AddRange(changed.Take(ActivityLog.AtMost - changes.Count));
            await edge.SawAsync(fresh.Count, fresh.Sum(u => u.Assets.Count));
        }

        await VanishAsync(edge, seen, cancellationToken);
        await sync.NoteOwnListsAsync(edge);
        if (activities is not null && changes.Count > 0)
            await activities.AskAsync(edge, changes, cancellationToken);
    }

    private async Task<List<GrantChange>> RecordAsync(
        EdgeRead edge,
        List<SystemUserWithGrants> users,
        CancellationToken cancellationToken
    )
    {
        var ids = await RecordUsersAsync(edge, users.ConvertAll(u => u.User), cancellationToken);
        return await grants.RecordOfUsersAsync(
            edge,
            users.ConvertAll(u => (ids[u.User.Id.Value], u.Assets)),
            cancellationToken
        );
    }

    /// <returns>Our ids, by Meta's.</returns>
    private async Task<Dictionary<string, long>> RecordUsersAsync(
        EdgeRead edge,
        List<MetaSystemUser> users,
        CancellationToken cancellationToken
    )
    {
        var graphIds = users.ConvertAll(u => u.Id.Value);
        var known = await Ours()
            .AsNoTracking()
            .Where(s => graphIds.Contains(s.GraphId))
            .ToDictionaryAsync(s => s.GraphId, cancellationToken);
        var changed = users.Where(u => !known.TryGetValue(u.Id.Value, out var s) || !IsSame(s, u)).ToList();
        if (changed.Count > 0)
            await WriteAsync(edge, changed, known, cancellationToken);
        return known.ToDictionary(s => s.Key, s => s.Value.Id);
    }

    private async Task WriteAsync(
        EdgeRead edge,
        List<MetaSystemUser> users,
        Dictionary<string, SystemUser> known,
        CancellationToken cancellationToken
    )
    {
        var (db, at) = (sync.Db, sync.Now);
        var knownIds = users.Where(u => known.ContainsKey(u.Id.Value)).Select(u => known[u.Id.Value].Id).ToList();
        var newer = await db
            .SystemUserVersions.Where(v => knownIds.Contains(v.SystemUserId))
            .Where(v => v.ValidTo == null && v.ValidFrom > edge.Began)
            .Select(v => v.SystemUserId)
            .ToHashSetAsync(cancellationToken);
        await sync.Session.Gate.BeforeChangeAsync();
        await using var together = await db.Database.BeginTransactionAsync(cancellationToken);
        var ended = new List<long>();
        foreach (var user in users)
        {
            if (known.TryGetValue(user.Id.Value, out var record))
                db.Attach(record);
            else
                db.SystemUsers.Add(known[user.Id.Value] = record = Found(user, at));
            record.MetaCreatedAt ??= user.CreatedTime;
            record.MetaCreatedBy ??= user.CreatedBy?.Name;
            if (newer.Contains(record.Id) || (record.Id != 0 && IsCalledTheSame(record, user)))
                continue;
            if (record.Id != 0)
                ended.Add(record.Id);
            Enter(record, user, at, edge.NotBefore);
        }

        var open = db.SystemUserVersions.Where(v => ended.Contains(v.SystemUserId) && v.ValidTo == null);
        await sync.Writes.EndAsync<SystemUserVersion>(
            await open.Select(v => v.Id).ToListAsync(cancellationToken),
            at,
            cancellationToken
        );
        await sync.Writes.SaveAsync(cancellationToken);
        await together.CommitAsync(cancellationToken);
    }

    private void Enter(SystemUser record, MetaSystemUser user, DateTimeOffset at, DateTimeOffset? notBefore)
    {
        record.Rename(user.Name);
        record.Role = user.Role.Value;
        record.VanishedAt = null;
        sync.Db.SystemUserVersions.Add(
            new SystemUserVersion
            {
                PortfolioId = record.PortfolioId,
                SystemUser = record,
                Name = record.Name,
                Role = record.Role,
                OwnerId = record.OwnerId,
                ValidFrom = at,
                NotBefore = notBefore,
            }
        );
    }

    /// <summary>Those that the whole list lacked; who was recorded after it began isn't missing from it.</summary>
    private async Task VanishAsync(EdgeRead edge, HashSet<string> seen, CancellationToken cancellationToken)
    {
        var (db, at) = (sync.Db, sync.Now);
        var known = await Ours()
            .Where(s => s.VanishedAt == null && s.FirstSeenAt <= edge.Began)
            .Select(s => new { s.Id, s.GraphId })
            .ToListAsync(cancellationToken);
        foreach (var some in known.Where(s => !seen.Contains(s.GraphId)).Chunk(AtATime))
        {
            var ids = some.Select(s => s.Id).ToList();
            await sync.Writes.EndAllAsync(
                db.SeenGrants.Where(g =>
                    ids.Contains(g.SystemUserId) && g.ValidTo == null && g.ValidFrom <= edge.Began
                ),
                at,
                cancellationToken
            );
            await sync.Writes.EndAllAsync(
                db.SystemUserVersions.Where(v => ids.Contains(v.SystemUserId) && v.ValidTo == null),
                at,
                cancellationToken
            );
            // Last: until here it is missed again by whoever begins anew.
            var vanished = await db
                .SystemUsers.AsNoTracking()
                .Where(s => ids.Contains(s.Id))
                .ToListAsync(cancellationToken);
            await sync.Writes.WriteAsync(
                vanished.Select(s => new RowChange(s, () => s.VanishedAt = at)),
                cancellationToken
            );
        }
    }

    private IQueryable<SystemUser> Ours() =>
        sync.Db.SystemUsers.Where(s => s.PortfolioId == sync.PortfolioId && s.AppId == sync.Session.AppId.Value);

    private static bool IsSame(SystemUser record, MetaSystemUser user) =>
        IsCalledTheSame(record, user)
        && (record.MetaCreatedAt is not null || user.CreatedTime is null)
        && (record.MetaCreatedBy is not null || user.CreatedBy?.Name is null);

    private static bool IsCalledTheSame(SystemUser record, MetaSystemUser user) =>
        record.Name == user.Name && record.Role == user.Role.Value && record.VanishedAt is null;

    private SystemUser Found(MetaSystemUser user, DateTimeOffset at) =>
        new()
        {
            PortfolioId = sync.PortfolioId,
            AppId = sync.Session.AppId.Value,
            GraphId = user.Id.Value,
            Name = user.Name,
            Role = user.Role.Value,
            Origin = SystemUserOrigin.Found,
            FirstSeenAt = at,
        };
}
