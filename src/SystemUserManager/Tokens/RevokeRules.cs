using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>What both revokes share: who is protected, and that a revoke stops other work on the same system user.</summary>
public sealed class RevokeRules(AppDb db, TimeProvider time)
{
    public async Task<Problem?> WhyNotAsync(SystemUser systemUser, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        if (systemUser.GraphId == portfolio.ControlSystemUserGraphId)
            return new ControlSystemUserProtected();
        if (PortfolioRules.WhyItCannotAct(portfolio) is { } why)
            return new PortfolioCannotAct(why);
        var running = await db
            .Operations.Where(o => o.SystemUserId == systemUser.Id)
            .Where(o => o.Kind == OperationKind.RevokeToken || o.Kind == OperationKind.RevokeAllTokens)
            .Where(o => o.State == OperationState.Waiting || o.State == OperationState.Running)
            .Select(o => new { o.Id, o.AskedByName })
            .FirstOrDefaultAsync(cancellationToken);
        if (running is null)
            return null;
        return new RevokeUnderWay(running.AskedByName) { Link = $"/Operations/{running.Id}" };
    }

    /// <summary>
    /// Asks running work on the system user to stop after its step, and ends what waits. With
    /// <paramref name="includeStuck"/> also what needs attention: the revoke settles it.
    /// </summary>
    public async Task StopOthersAsync(SystemUser systemUser, bool includeStuck, CancellationToken cancellationToken)
    {
        var others = await db
            .Operations.Include(o => o.Steps)
            .Where(o => o.SystemUserId == systemUser.Id && o.IsChange)
            .Where(o =>
                o.State == OperationState.Waiting
                || o.State == OperationState.Running
                || (includeStuck && o.State == OperationState.NeedsAttention)
            )
            .ToListAsync(cancellationToken);
        foreach (var other in others)
        {
            if (other.State == OperationState.Running)
            {
                // Not through the tracked row: its version belongs to the worker that runs it.
                await db
                    .Operations.Where(o => o.Id == other.Id)
                    .ExecuteUpdateAsync(o => o.SetProperty(x => x.StopRequested, true), cancellationToken);
                db.Entry(other).State = EntityState.Detached;
                continue;
            }

            other.End(
                OperationState.Failed,
                $"Stopped, because a revoke was asked for. {Progress.Of(other)}",
                time.GetUtcNow()
            );
            other.Version++;
            db.Audit(OperationAudit.Ended(other));
        }
    }
}
