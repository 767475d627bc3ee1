using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
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
    private const int LongestDays = 366;

    public async Task<Result<SystemUser>> RunAsync(ConfirmNeededRequest request, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        if (!await Owners.MayAnswerAsync(db, user, systemUser.OwnerId, systemUser.PortfolioId, cancellationToken))
            return new NotAllowed("say for its owner that it is still needed");
        var problems = request.Act.Check().ToList();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (request.NextReviewOn <= today || request.NextReviewOn > today.AddDays(LongestDays))
            problems.Add(
                InvalidValue.Of(
                    nameof(request.NextReviewOn),
                    "The next review is a day from tomorrow on, within a year. Nothing was changed."
                )
            );
        if (problems.Count > 0)
            return problems;
        var before = Words(systemUser);
        systemUser.LastConfirmedAt = time.GetUtcNow();
        systemUser.LastConfirmedByName = user.Name;
        systemUser.NextReviewOn = request.NextReviewOn;
        db.Audit(
            SystemUserAudit.About(systemUser, "Confirm still needed") with
            {
                Before = before,
                After = Words(systemUser),
                Reason = request.Act.Reason.Trim(),
                Ticket = request.Act.Ticket,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return systemUser;
    }

    private static string Words(SystemUser systemUser) =>
        AuditFields.Of(
            ("Last confirmed", systemUser.LastConfirmedAt?.ToString("u", CultureInfo.InvariantCulture)),
            ("Confirmed by", systemUser.LastConfirmedByName),
            ("Next review", systemUser.NextReviewOn?.ToString("O", CultureInfo.InvariantCulture))
        );
}
