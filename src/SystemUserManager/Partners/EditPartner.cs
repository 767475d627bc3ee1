using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Partners;

/// <param name="Owner">null: nobody.</param>
/// <param name="EndsOn">The day after which it should reach nothing any more; null: no end is agreed.</param>
public sealed record EditPartnerRequest(
    ActRequest Act,
    long PartnerId,
    string? Purpose,
    TypedPerson? Owner,
    DateOnly? EndsOn
);

/// <summary>
/// Changes what is said here of a partner: what for, who answers for it, until when. Nothing is changed at Meta. Role
/// needed: Administrator of the portfolio.
/// </summary>
public sealed class EditPartner(AppDb db, CurrentUser user, FindOrAddPerson people)
{
    private const int LongestPurpose = 500;

    public async Task<Result<Partner>> RunAsync(EditPartnerRequest request, CancellationToken cancellationToken)
    {
        var partner = await db.Partners.FirstOrDefaultAsync(p => p.Id == request.PartnerId, cancellationToken);
        if (partner is null)
            return new NotFound("This partner");
        if (!user.May(Role.Administrator, partner.PortfolioId))
            return new NotAllowed("edit its record");
        if (Check(request).ToList() is { Count: > 0 } problems)
            return problems;
        var known = await KnownPeople.OfAsync(db, [request.Owner], cancellationToken);
        if (known.Check(nameof(request.Owner), request.Owner, partner.OwnerId).ToList() is { Count: > 0 } unknown)
            return unknown;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var owner =
            request.Owner is null ? null
            : known.Means(request.Owner, partner.OwnerId)
                ? await db.People.SingleAsync(p => p.Id == partner.OwnerId, cancellationToken)
            : await people.RunAsync(request.Owner, cancellationToken);
        var before = PartnerAudit.Fields(
            partner,
            await db
                .People.Where(p => p.Id == partner.OwnerId)
                .Select(p => p.Name)
                .FirstOrDefaultAsync(cancellationToken)
        );
        partner.Purpose = request.Purpose!.Trim();
        partner.OwnerId = owner?.Id;
        partner.EndsOn = request.EndsOn;
        var after = PartnerAudit.Fields(partner, owner?.Name);
        if (before == after)
            return partner;
        db.Audit(PartnerAudit.Edited(partner, before, after, request.Act));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return partner;
    }

    private static IEnumerable<Problem> Check(EditPartnerRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Purpose))
            yield return InvalidValue.Required(nameof(request.Purpose), "The purpose");
        else if (request.Purpose.Length > LongestPurpose)
            yield return InvalidValue.Of(
                nameof(request.Purpose),
                $"This text is longer than {LongestPurpose} characters. Nothing was changed: shorten it."
            );
        if (request.Owner is not null && string.IsNullOrWhiteSpace(request.Owner.Name))
            yield return InvalidValue.Required(nameof(request.Owner), "The name");
        foreach (var problem in PersonFields.Check(nameof(request.Owner), request.Owner))
            yield return problem;
        foreach (var problem in request.Act.Check())
            yield return problem;
    }
}
