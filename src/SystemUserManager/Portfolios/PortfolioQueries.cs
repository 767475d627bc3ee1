using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.Portfolios;

/// <param name="DisconnectedAt">null: it isn't.</param>
public sealed record PortfolioOption(
    long Id,
    string Name,
    string BusinessId,
    bool CanAct,
    DateTimeOffset? DisconnectedAt
);

/// <param name="ReadParts">Each edge with its last complete read, worst first.</param>
/// <param name="EmployeesUsed">System users without the admins, to compare with the slots.</param>
public sealed record PortfolioDetail(
    Portfolio Portfolio,
    long? ControlSystemUserId,
    string? ControlSystemUserName,
    int EmployeesUsed,
    int Assets,
    int Grants,
    IReadOnlyList<ReadPart> ReadParts,
    IReadOnlyList<OperationRow> Operations
);

/// <param name="CompleteAt">null: never read to its end.</param>
public sealed record ReadPart(string Edge, DateTimeOffset? CompleteAt, string? Problem);

/// <param name="LastReadAt">null: never.</param>
public sealed record OldRead(long Id, string Name, DateTimeOffset? LastReadAt);

/// <param name="RenewalId">The last operation that renews or renewed it; null: there was none.</param>
public sealed record EndingControlToken(
    long Id,
    string Name,
    PortfolioMode Mode,
    DateTimeOffset EndsAt,
    long? RenewalId,
    OperationState? Renewal
);

/// <param name="Reason">Ends with a full stop.</param>
public sealed record LostPortfolio(long Id, string Name, DateTimeOffset? Since, string Reason);

/// <summary>Reads of portfolios; tenancy applies.</summary>
public sealed class PortfolioQueries(
    AppDb db,
    OperationQueries operations,
    PortfolioListQueries list,
    TimeProvider time
)
{
    private const string Admin = "ADMIN";

    /// <summary>All that the user may see, by name. A company has at most a few hundred.</summary>
    public Task<IReadOnlyList<PortfolioRow>> ListAsync(CancellationToken cancellationToken) =>
        list.ByNameAsync(cancellationToken);

    /// <summary>For pickers and filters.</summary>
    public async Task<IReadOnlyList<PortfolioOption>> OptionsAsync(CancellationToken cancellationToken) =>
        await db
            .Portfolios.OrderBy(p => p.NameKey)
            .Select(p => new PortfolioOption(
                p.Id,
                p.Name,
                p.BusinessId,
                p.State == PortfolioState.Connected && p.Mode == PortfolioMode.ObserveAndAct,
                p.DisconnectedAt
            ))
            .ToListAsync(cancellationToken);

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<PortfolioDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (portfolio is null)
            return null;
        var control = await db
            .SystemUsers.Where(s => s.PortfolioId == id && s.GraphId == portfolio.ControlSystemUserGraphId)
            .Select(s => new { s.Id, s.Name })
            .FirstOrDefaultAsync(cancellationToken);
        var parts = await db
            .SyncParts.Where(p => p.PortfolioId == id)
            .Select(p => new ReadPart(p.Edge, p.LastCompleteReadAt, p.LastProblem))
            .ToListAsync(cancellationToken);
        return new PortfolioDetail(
            portfolio,
            control?.Id,
            control?.Name,
            await db.SystemUsers.CountAsync(
                s => s.PortfolioId == id && s.VanishedAt == null && s.Role != Admin,
                cancellationToken
            ),
            await db.Assets.CountAsync(a => a.PortfolioId == id && a.GoneAt == null, cancellationToken),
            await db.SeenGrants.CountAsync(g => g.PortfolioId == id && g.ValidTo == null, cancellationToken),
            [.. parts.OrderBy(p => p.Problem is null).ThenBy(p => p.CompleteAt)],
            await operations.NewestAsync(new OperationFilter { PortfolioId = id }, cancellationToken)
        );
    }

    /// <summary>Connected ones whose control token ends before long, the first first.</summary>
    public async Task<IReadOnlyList<EndingControlToken>> EndingAsync(CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + RenewControlToken.Before;
        var rows = await db
            .Portfolios.Where(p => p.State == PortfolioState.Connected && p.ControlTokenExpiresAt < until)
            .OrderBy(p => p.ControlTokenExpiresAt)
            .ThenBy(p => p.Id)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.Mode,
                p.ControlTokenExpiresAt,
                Renewal = db
                    .Operations.Where(o => o.PortfolioId == p.Id && o.Kind == OperationKind.RenewControlToken)
                    .Where(o => o.PortfolioAppId == null)
                    .OrderByDescending(o => o.Id)
                    .Select(o => new { o.Id, o.State })
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new EndingControlToken(
                r.Id,
                r.Name,
                r.Mode,
                r.ControlTokenExpiresAt!.Value,
                r.Renewal?.Id,
                r.Renewal?.State
            )),
        ];
    }

    /// <summary>Connected ones that weren't read to their end for a day, the oldest first.</summary>
    public async Task<IReadOnlyList<OldRead>> ReadLongAgoAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - TimeSpan.FromDays(1);
        return await db
            .Portfolios.Where(p => p.State == PortfolioState.Connected && (p.LastReadAt ?? p.ConnectedAt) < since)
            .OrderBy(p => p.LastReadAt)
            .ThenBy(p => p.Id)
            .Select(p => new OldRead(p.Id, p.Name, p.LastReadAt))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Those whose control token stopped working, longest first.</summary>
    public async Task<IReadOnlyList<LostPortfolio>> LostAsync(CancellationToken cancellationToken)
    {
        var rows = await db
            .Portfolios.Where(p => p.State == PortfolioState.NoAccess)
            .OrderBy(p => p.NoAccessSince)
            .ThenBy(p => p.Id)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.NoAccessSince,
                p.NoAccessReason,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new LostPortfolio(
                r.Id,
                r.Name,
                r.NoAccessSince,
                (r.NoAccessReason ?? "the control token doesn't work any more").Trim().TrimEnd('.') + "."
            )),
        ];
    }

    /// <summary>The values of one that isn't connected (any more), to fill the form with; null: none.</summary>
    public Task<Portfolio?> FindNotConnectedAsync(long id, CancellationToken cancellationToken) =>
        db
            .Portfolios.AsNoTracking()
            .FirstOrDefaultAsync(
                p => p.Id == id && p.State != PortfolioState.Connected && p.State != PortfolioState.NoAccess,
                cancellationToken
            );
}
