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
    /// <param name="tokenId">The one to be ended; null: all of them.</param>
    public async Task<Problem?> WhyNotAsync(SystemUser systemUser, long? tokenId, CancellationToken cancellationToken)
    {
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        if (
            await db.IsControlAsync(systemUser, cancellationToken)
            && (tokenId is null || await db.IsControlTokenAsync(tokenId.Value, cancellationToken))
        )
            return new ControlSystemUserProtected();
        if (PortfolioRules.WhyItCannotAct(portfolio) is { } why)
            return new PortfolioCannotAct(why);
        var running = await db
            .Operations.Where(o => o.SystemUserId == systemUser.Id)
            // What ends it already. A revoke of another token is waited for.
            .Where(o =>
                o.Kind == OperationKind.RevokeAllTokens
                || (o.Kind == OperationKind.RevokeToken && tokenId != null && o.TokenId == tokenId)
            )
            .Where(o => o.State == OperationState.Waiting || o.State == OperationState.Running)
            .Select(o => new { o.Id, o.AskedByName })
            .FirstOrDefaultAsync(cancellationToken);
        if (running is null)
            return null;
        return new RevokeUnderWay(running.AskedByName) { Link = $"/Operations/{running.Id}" };
    }

    /// <summary>
    /// Asks running work on the system user to stop after its step, and ends what waits; other revokes go on. Of what
    /// needs attention it ends all, or with <paramref name="tokenId"/> only what is about that token: the revoke settles it.
    /// </summary>
    public async Task StopOthersAsync(SystemUser systemUser, long? tokenId, CancellationToken cancellationToken)
    {
        var open = db
            .Operations.Where(o => o.SystemUserId == systemUser.Id && o.IsChange)
            .Where(o =>
                (
                    (o.State == OperationState.Waiting || o.State == OperationState.Running)
                    && o.Kind != OperationKind.RevokeToken
                    && o.Kind != OperationKind.RevokeAllTokens
                ) || (o.State == OperationState.NeedsAttention && (tokenId == null || o.TokenId == tokenId))
            );
        // This takes the rows until the commit, so that no worker picks one up meanwhile.
        await open.ExecuteUpdateAsync(o => o.SetProperty(x => x.StopRequested, true), cancellationToken);
        foreach (var other in await open.Include(o => o.Steps).ToListAsync(cancellationToken))
        {
            if (other.State == OperationState.Running)
                continue;
            other.End(
                OperationState.Failed,
                $"Stopped, because a revoke was asked for. {Progress.Of(other)}",
                time.GetUtcNow()
            );
            other.Version++;
            db.Audit(OperationAudit.Ended(other));
            await TokenHistory.SettleAsync(db, other, time.GetUtcNow());
        }
    }
}
