using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Reviews;

/// <summary>
/// Asks for the revocations that a signed review decided, each by itself: one that is refused is said in its line and
/// in the log, and keeps none of the others. Asked again, it goes on with what was neither asked for nor refused.
/// </summary>
public sealed class ReviewRevocations(AppDb db, RevokeAllTokens revoke)
{
    internal async Task AskAsync(Guid batch, ActRequest act, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var open = await (
            from r in db.Reviews
            from l in r.Lines
            where r.Batch == batch && l.Decision == ReviewDecision.RevokeAllTokens && l.OperationId == null
            orderby l.Id
            select l
        )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        foreach (var line in open.Where(l => !l.IsRefused))
            await AskAsync(line, act, cancellationToken);
    }

    private async Task AskAsync(ReviewLine decided, ActRequest act, CancellationToken cancellationToken)
    {
        var key = DerivedKey.Of(act.RequestKey, $"revoke all {decided.SystemUserId}");
        var asked = await revoke.AskAsync(
            new RevokeAllTokensRequest(act with { RequestKey = key }, decided.SystemUserId),
            cancellationToken
        );
        db.ChangeTracker.Clear();
        var line = await db.ReviewLines.SingleAsync(l => l.Id == decided.Id, cancellationToken);
        if (asked.Succeeded)
            line.OperationId = asked.Value;
        else if (asked.Problems.OfType<RevokeUnderWay>().Any())
            line.OperationId = await UnderWayAsync(line.SystemUserId, cancellationToken);
        else
        {
            var why = string.Join(' ', asked.Problems.Select(p => p.Sentence));
            line.Refuse(why);
            db.Audit(
                OperationAudit.Refused(
                    $"Revoke all tokens of {line.SystemUserName}",
                    line.PortfolioId,
                    line.SystemUserName,
                    why
                )
            );
        }

        using (db.Unaudited("Which operation a signed line set off; the operation has its own row."))
            await db.SaveChangesAsync(cancellationToken);
    }

    private Task<long?> UnderWayAsync(long systemUserId, CancellationToken cancellationToken) =>
        db
            .Operations.Where(o => o.SystemUserId == systemUserId && o.Kind == OperationKind.RevokeAllTokens)
            .OrderByDescending(o => o.Id)
            .Select(o => (long?)o.Id)
            .FirstOrDefaultAsync(cancellationToken);
}
