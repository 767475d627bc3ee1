using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

public sealed record OfferHandOverRequest(ActRequest Act, long SystemUserId, TypedPerson To);

/// <summary>It was offered to somebody already.</summary>
public sealed record HandOverOpen(string To)
    : Problem($"It was offered to {To} already, who hasn't answered. Nothing was changed. Take that offer back first.");

/// <summary>
/// Offers a system user to another owner; it is theirs when they accept. By its owner or by an administrator of the
/// portfolio. <see cref="AnswerHandOver"/> is the other half.
/// </summary>
public sealed class OfferHandOver(AppDb db, CurrentUser user, FindOrAddPerson people, TimeProvider time)
{
    public async Task<Result<HandOver>> RunAsync(OfferHandOverRequest request, CancellationToken cancellationToken)
    {
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        if (!await Owners.MayAnswerAsync(db, user, systemUser.OwnerId, systemUser.PortfolioId, cancellationToken))
            return new NotAllowed("hand over what isn't yours");
        var problems = Check(request).ToList();
        if (problems.Count > 0)
            return problems;
        var known = await KnownPeople.OfAsync(db, [request.To], cancellationToken);
        problems.AddRange(known.Check("Owner", request.To));
        if (problems.Count > 0)
            return problems;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await FindOpenAsync(systemUser.Id, cancellationToken) is { } open)
            return new HandOverOpen(open);
        var to = await people.RunAsync(request.To, cancellationToken);
        if (to.Id == systemUser.OwnerId)
            return InvalidValue.Of("Owner", $"{to.Name} is its owner already. Nothing was changed.");
        var handOver = new HandOver
        {
            PortfolioId = systemUser.PortfolioId,
            SystemUserId = systemUser.Id,
            FromId = systemUser.OwnerId,
            ToId = to.Id,
            Reason = request.Act.Reason.Trim(),
            AskedByName = user.Name,
            AskedAt = time.GetUtcNow(),
        };
        db.HandOvers.Add(handOver);
        db.Audit(
            SystemUserAudit.About(systemUser, "Offer hand-over") with
            {
                After = AuditFields.Of(("To", to.Name)),
                Reason = handOver.Reason,
                Ticket = request.Act.Ticket,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException refused) when (DatabaseTroubles.Of(refused) is null)
        {
            // Somebody else offered it at this moment: one offer at a time.
            return new HandOverOpen("somebody else");
        }

        await transaction.CommitAsync(cancellationToken);
        return handOver;
    }

    private Task<string?> FindOpenAsync(long systemUserId, CancellationToken cancellationToken) =>
        (
            from h in db.HandOvers
            join p in db.People on h.ToId equals p.Id
            where h.SystemUserId == systemUserId && h.AnsweredAt == null
            select p.Name
        ).FirstOrDefaultAsync(cancellationToken);

    private static IEnumerable<Problem> Check(OfferHandOverRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.To.Name))
            yield return InvalidValue.Required("Owner", "The new owner");
        else if (request.To.Name.Length > 200 || request.To.Email?.Length > 200)
            yield return InvalidValue.Of("Owner", "A name or address is longer than 200 characters. Nothing was done.");
        else if (
            !string.IsNullOrWhiteSpace(request.To.Email) && !request.To.Email.Contains('@', StringComparison.Ordinal)
        )
            yield return InvalidValue.Of("Owner", $"\"{request.To.Email}\" is no e-mail address. Nothing was done.");
        foreach (var problem in request.Act.Check())
            yield return problem;
    }
}
