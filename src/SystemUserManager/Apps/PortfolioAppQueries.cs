using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Apps;

/// <param name="NotJoined">System users seen through it of which it isn't known which ones they are.</param>
public sealed record PortfolioAppRow(PortfolioApp App, int NotJoined);

/// <param name="SystemUserName">null: not joined.</param>
public sealed record AppScopedRow(AppScopedSystemUser Seen, string? SystemUserName);

/// <param name="ControlSystemUserId">null: its system user isn't joined.</param>
/// <param name="SystemUsers">As it numbers them; those not joined first.</param>
public sealed record PortfolioAppDetail(
    PortfolioApp App,
    Portfolio Portfolio,
    long? ControlSystemUserId,
    string? ControlSystemUserName,
    IReadOnlyList<AppScopedRow> SystemUsers
);

/// <param name="IsAlike">Its name and its time of creation are those that Meta gives.</param>
public sealed record JoinCandidate(
    long Id,
    string Name,
    string GraphId,
    int Grants,
    DateTimeOffset? CreatedAt,
    bool IsAlike
);

/// <param name="Candidates">Records that this app numbers no other way, those that are alike first.</param>
public sealed record JoinChoice(
    AppScopedSystemUser Seen,
    PortfolioApp App,
    Portfolio Portfolio,
    string? SystemUserName,
    IReadOnlyList<JoinCandidate> Candidates
);

/// <param name="NoAccessSince">null: it works, but its control token ends soon.</param>
/// <param name="IsJoined">It is known here which system user its control token is of; otherwise it isn't renewed by itself.</param>
/// <param name="RenewalId">The last operation that renews or renewed it; null: there was none.</param>
public sealed record AppInTrouble(
    long Id,
    string Name,
    string Portfolio,
    PortfolioMode Mode,
    DateTimeOffset? NoAccessSince,
    DateTimeOffset? EndsAt,
    bool IsJoined,
    long? RenewalId,
    OperationState? Renewal
);

/// <summary>Reads of a portfolio's other apps; tenancy applies.</summary>
public sealed class PortfolioAppQueries(AppDb db, TimeProvider time)
{
    /// <summary>Those that don't work, longest first, then those whose control token ends before long.</summary>
    public async Task<IReadOnlyList<AppInTrouble>> InTroubleAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + RenewControlToken.Before;
        return await (
            from app in db.PortfolioApps
            join portfolio in db.Portfolios on app.PortfolioId equals portfolio.Id
            where app.RemovedAt == null && portfolio.DisconnectedAt == null
            where app.NoAccessSince != null || app.ControlTokenExpiresAt < until
            let renewal = db
                .Operations.Where(o => o.PortfolioAppId == app.Id && o.Kind == OperationKind.RenewControlToken)
                .OrderByDescending(o => o.Id)
                .FirstOrDefault()
            orderby app.NoAccessSince == null, app.NoAccessSince, app.ControlTokenExpiresAt, app.Id
            select new AppInTrouble(
                app.Id,
                app.Name,
                portfolio.Name,
                portfolio.Mode,
                app.NoAccessSince,
                app.ControlTokenExpiresAt,
                db.AppScopedSystemUsers.Any(s =>
                    s.PortfolioAppId == app.Id && s.GraphId == app.ControlSystemUserGraphId && s.SystemUserId != null
                ),
                (long?)renewal.Id,
                (OperationState?)renewal.State
            )
        ).ToListAsync(cancellationToken);
    }

    /// <summary>Those in use, in the order in which they were added.</summary>
    public async Task<IReadOnlyList<PortfolioAppRow>> ListAsync(
        long portfolioId,
        CancellationToken cancellationToken
    ) =>
        await db
            .PortfolioApps.AsNoTracking()
            .Where(a => a.PortfolioId == portfolioId && a.RemovedAt == null)
            .OrderBy(a => a.Id)
            .Select(a => new PortfolioAppRow(
                a,
                db.AppScopedSystemUsers.Count(s =>
                    s.PortfolioAppId == a.Id && s.SystemUserId == null && s.GoneAt == null
                )
            ))
            .ToListAsync(cancellationToken);

    /// <summary>null: not there, removed, or not to be seen by this user.</summary>
    public async Task<PortfolioAppDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var app = await db
            .PortfolioApps.AsNoTracking()
            .FirstOrDefaultAsync(a => a.Id == id && a.RemovedAt == null, cancellationToken);
        if (app is null)
            return null;
        var systemUsers = await db
            .AppScopedSystemUsers.AsNoTracking()
            .Where(s => s.PortfolioAppId == id && s.GoneAt == null)
            .Select(s => new AppScopedRow(
                s,
                db.SystemUsers.Where(r => r.Id == s.SystemUserId).Select(r => r.Name).FirstOrDefault()
            ))
            .ToListAsync(cancellationToken);
        var control = systemUsers.Find(s => s.Seen.GraphId == app.ControlSystemUserGraphId);
        return new PortfolioAppDetail(
            app,
            await PortfolioAsync(app, cancellationToken),
            control?.Seen.SystemUserId,
            control?.SystemUserName ?? control?.Seen.Name,
            [
                .. systemUsers
                    .OrderBy(s => s.Seen.SystemUserId is not null)
                    .ThenBy(s => SortKey.Of(s.Seen.Name), StringComparer.Ordinal)
                    .ThenBy(s => s.Seen.Id),
            ]
        );
    }

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<JoinChoice?> FindChoiceAsync(long appScopedSystemUserId, CancellationToken cancellationToken)
    {
        var seen = await db
            .AppScopedSystemUsers.AsNoTracking()
            .FirstOrDefaultAsync(s => s.Id == appScopedSystemUserId, cancellationToken);
        if (seen is null)
            return null;
        var app = await db
            .PortfolioApps.AsNoTracking()
            .SingleAsync(a => a.Id == seen.PortfolioAppId, cancellationToken);
        var free = await db
            .SystemUsers.Where(s => s.PortfolioId == seen.PortfolioId && s.VanishedAt == null)
            .Where(s =>
                !db.AppScopedSystemUsers.Any(o =>
                    o.PortfolioAppId == app.Id && o.SystemUserId == s.Id && o.Id != seen.Id
                )
            )
            .OrderBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Select(s => new JoinCandidate(
                s.Id,
                s.Name,
                s.GraphId,
                db.SeenGrants.Count(g => g.SystemUserId == s.Id && g.ValidTo == null),
                s.MetaCreatedAt,
                s.Name == seen.Name && s.MetaCreatedAt == seen.MetaCreatedAt
            ))
            .ToListAsync(cancellationToken);
        return new JoinChoice(
            seen,
            app,
            await PortfolioAsync(app, cancellationToken),
            free.Find(s => s.Id == seen.SystemUserId)?.Name,
            [.. free.OrderByDescending(s => s.IsAlike)]
        );
    }

    private Task<Portfolio> PortfolioAsync(PortfolioApp app, CancellationToken cancellationToken) =>
        db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == app.PortfolioId, cancellationToken);
}
