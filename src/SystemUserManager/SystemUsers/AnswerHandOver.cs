using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

public sealed record AnswerHandOverRequest(long SystemUserId, bool Accept);

/// <summary>Somebody answered it meanwhile, or took it back.</summary>
public sealed record NoHandOver() : Problem("There is no open offer any more. Nothing was changed.");

/// <summary>
/// Takes or declines a system user that was offered. By whom it was offered to, or by an administrator of the portfolio
/// for somebody without an account; the one who offered it may decline for them, which takes it back.
/// </summary>
public sealed class AnswerHandOver(AppDb db, CurrentUser user, TimeProvider time)
{
    public async Task<Result<HandOver>> RunAsync(AnswerHandOverRequest request, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var open = await db.HandOvers.FirstOrDefaultAsync(
            h => h.SystemUserId == systemUser.Id && h.AnsweredAt == null,
            cancellationToken
        );
        if (open is null)
            return new NoHandOver();
        var to = await db.People.SingleAsync(p => p.Id == open.ToId, cancellationToken);
        var takesBack = !request.Accept && open.AskedByName == user.Name;
        if (!takesBack && !MayAnswer(request, to, systemUser.PortfolioId))
            return new NotAllowed("answer for somebody else");
        if (request.Accept && open.FromId != systemUser.OwnerId)
            return new NoHandOver();
        var now = time.GetUtcNow();
        (open.AnsweredAt, open.AnsweredByName, open.Accepted) = (now, user.Name, request.Accept);
        var from = await db.People.FirstOrDefaultAsync(p => p.Id == systemUser.OwnerId, cancellationToken);
        if (request.Accept)
            await OwnerHistory.ChangeAsync(db, systemUser, to.Id, now, cancellationToken);
        db.Audit(
            SystemUserAudit.About(systemUser, request.Accept ? "Accept hand-over" : "Decline hand-over") with
            {
                Before = AuditFields.Of(("Owner", from?.Name)),
                After = AuditFields.Of(("Owner", request.Accept ? to.Name : from?.Name)),
                Reason = open.Reason,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return open;
    }

    /// <summary>An administrator may decline for anybody, and accept only for whom nobody else can.</summary>
    private bool MayAnswer(AnswerHandOverRequest request, Person to, long portfolioId) =>
        to.AccountId == user.AccountId
        || (user.May(Role.Administrator, portfolioId) && (!request.Accept || to.AccountId is null));
}
