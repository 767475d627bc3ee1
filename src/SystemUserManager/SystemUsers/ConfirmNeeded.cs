using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

public sealed record ConfirmNeededRequest(ActRequest Act, long SystemUserId, DateOnly NextReviewOn);

/// <summary>
/// Says that a system user is still needed, and when to ask again. By its owner, whatever their role, or by an
/// administrator of the portfolio. Changes nothing at Meta.
/// </summary>
public sealed class ConfirmNeeded(AppDb db, CurrentUser user, TimeProvider time)
{
    public async Task<Result<SystemUser>> RunAsync(ConfirmNeededRequest request, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        if (!await Owners.MayAnswerAsync(db, user, systemUser.OwnerId, systemUser.PortfolioId, cancellationToken))
            return new NotAllowed("say for its owner that it is still needed");
        var problems = request.Act.Check().ToList();
        if (!Confirmation.IsPossible(request.NextReviewOn, time.GetUtcNow()))
            problems.Add(
                InvalidValue.Of(
                    nameof(request.NextReviewOn),
                    "The next review is a day from tomorrow on, within a year. Nothing was changed."
                )
            );
        if (problems.Count > 0)
            return problems;
        Confirmation.Note(db, systemUser, (user.Name, time.GetUtcNow()), request.NextReviewOn, request.Act);
        await db.SaveChangesAsync(cancellationToken);
        return systemUser;
    }
}
