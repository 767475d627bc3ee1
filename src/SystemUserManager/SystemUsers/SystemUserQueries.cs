using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <param name="Asked">null: nobody asked for it here.</param>
/// <param name="Confirmed">null: never read back after an act of ours.</param>
/// <param name="Seen">null: the last read didn't show it.</param>
/// <param name="Why">Why it goes beyond the purpose preset; null: it doesn't, or nobody asked for it here.</param>
public sealed record SystemUserGrant(
    long AssetId,
    AssetKind Kind,
    string AssetName,
    string AssetGraphId,
    string? Asked,
    string? Confirmed,
    string? Seen,
    DateTimeOffset? SeenSince,
    DateTimeOffset? NotBefore,
    string? Why = null
)
{
    /// <summary>According to Meta's activity log; null: not told.</summary>
    public string? ChangedByName { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The asset groups that give it; empty: none does.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];
}

/// <param name="GraphId">Meta's id of it, as this app's calls have it.</param>
public sealed record IdOfOtherApp(long AppId, string App, string GraphId);

/// <param name="TokenStates">Every state of each of its tokens, newest first.</param>
/// <param name="OwnerNames">By PersonId: everybody who answers or answered for it.</param>
public sealed record SystemUserDetail(
    SystemUser SystemUser,
    Portfolio Portfolio,
    string? OwnerName,
    string? OwnerEmail,
    string? SuccessorName,
    bool IsControl,
    IReadOnlyList<Consumer> Consumers,
    IReadOnlyList<SystemUserGrant> Grants,
    IReadOnlyList<Token> Tokens,
    IReadOnlyList<SystemUserVersion> Versions,
    IReadOnlyList<TokenStateVersion> TokenStates,
    IReadOnlyDictionary<long, string> OwnerNames,
    IReadOnlyList<IdOfOtherApp> OtherApps,
    IReadOnlyList<OperationRow> Operations
);

/// <summary>Reads of system users; tenancy applies.</summary>
public sealed partial class SystemUserQueries(AppDb db, OperationQueries operations, CurrentUser user)
{
    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<SystemUserDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (systemUser is null)
            return null;
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        var versions = await db
            .SystemUserVersions.AsNoTracking()
            .Where(v => v.SystemUserId == id)
            .OrderByDescending(v => v.ValidFrom)
            .ThenByDescending(v => v.Id)
            .ToListAsync(cancellationToken);
        var owners = versions.Select(v => v.OwnerId).ToList();
        var people = await db
            .People.AsNoTracking()
            .Where(p => p.Id == systemUser.OwnerId || p.Id == systemUser.SuccessorId || owners.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, cancellationToken);
        var owner = people.GetValueOrDefault(systemUser.OwnerId ?? 0);
        return new SystemUserDetail(
            systemUser,
            portfolio,
            owner?.Name,
            owner?.Email,
            people.GetValueOrDefault(systemUser.SuccessorId ?? 0)?.Name,
            await db.IsControlAsync(systemUser, cancellationToken),
            await db
                .Consumers.AsNoTracking()
                .Where(c => c.SystemUserId == id)
                .OrderBy(c => c.Id)
                .ToListAsync(cancellationToken),
            await GrantsAsync(id, cancellationToken),
            await db
                .Tokens.AsNoTracking()
                .Where(t => t.SystemUserId == id)
                .OrderByDescending(t => t.Id)
                .ToListAsync(cancellationToken),
            versions,
            await db
                .TokenStateVersions.AsNoTracking()
                .Where(v => v.Token.SystemUserId == id)
                .OrderByDescending(v => v.ValidFrom)
                .ThenByDescending(v => v.Id)
                .ToListAsync(cancellationToken),
            people.ToDictionary(p => p.Key, p => p.Value.Name),
            await OtherAppsAsync(id, cancellationToken),
            await operations.NewestAsync(new OperationFilter { SystemUserId = id }, cancellationToken)
        );
    }

    /// <summary>Names in the portfolio that are so alike that one may be meant for the other.</summary>
    public async Task<IReadOnlyList<string>> FindAlikeAsync(
        long portfolioId,
        string name,
        CancellationToken cancellationToken
    )
    {
        var names = await db
            .SystemUsers.Where(s => s.PortfolioId == portfolioId && s.VanishedAt == null)
            .Select(s => s.Name)
            .ToListAsync(cancellationToken);
        return [.. names.Where(n => SystemUserName.AreAlike(n, name))];
    }

    private async Task<IReadOnlyList<IdOfOtherApp>> OtherAppsAsync(long id, CancellationToken cancellationToken) =>
        await (
            from seen in db.AppScopedSystemUsers
            join app in db.PortfolioApps on seen.PortfolioAppId equals app.Id
            where seen.SystemUserId == id && app.RemovedAt == null
            orderby app.Id
            select new IdOfOtherApp(app.Id, app.Name, seen.GraphId)
        ).ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<SystemUserGrant>> GrantsAsync(
        long systemUserId,
        CancellationToken cancellationToken
    )
    {
        var recorded = await db
            .Grants.AsNoTracking()
            .Where(g => g.SystemUserId == systemUserId)
            .ToDictionaryAsync(g => g.AssetId, cancellationToken);
        var seen = await db
            .SeenGrants.AsNoTracking()
            .Where(g => g.SystemUserId == systemUserId && g.ValidTo == null)
            .ToDictionaryAsync(g => g.AssetId, cancellationToken);
        var ids = recorded.Keys.Union(seen.Keys).ToList();
        var assets = await db
            .Assets.AsNoTracking()
            .Where(a => ids.Contains(a.Id))
            .OrderBy(a => a.Kind)
            .ThenBy(a => a.NameKey)
            .ThenBy(a => a.Id)
            .ToListAsync(cancellationToken);
        var groups = await GroupReach.AtAsync(db, null, null, ids, cancellationToken);
        return
        [
            .. assets.Select(a =>
            {
                var (record, current) = (recorded.GetValueOrDefault(a.Id), seen.GetValueOrDefault(a.Id));
                return new SystemUserGrant(
                    a.Id,
                    a.Kind,
                    a.Name,
                    a.GraphId,
                    record?.AskedTasks,
                    record?.ConfirmedTasks,
                    current?.Tasks,
                    current?.ValidFrom,
                    current?.NotBefore,
                    record?.Why
                )
                {
                    ChangedByName = current?.ChangedByName,
                    ChangedAt = current?.ChangedAt,
                    Through = current is null ? [] : groups.Names(systemUserId, a.Id),
                };
            }),
        ];
    }
}
