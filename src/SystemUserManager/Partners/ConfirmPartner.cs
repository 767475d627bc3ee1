using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Partners;

public sealed record ConfirmPartnerRequest(ActRequest Act, long PartnerId);

/// <summary>
/// Says that a partner is still worked with. Changes nothing at Meta. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class ConfirmPartner(AppDb db, CurrentUser user, TimeProvider time)
{
    public async Task<Result<Partner>> RunAsync(ConfirmPartnerRequest request, CancellationToken cancellationToken)
    {
        var partner = await db.Partners.FirstOrDefaultAsync(p => p.Id == request.PartnerId, cancellationToken);
        if (partner is null)
            return new NotFound("This partner");
        if (!user.May(Role.Administrator, partner.PortfolioId))
            return new NotAllowed("say that it is still in use");
        if (partner.GoneAt is not null)
            return new PartnerGone(partner.Name);
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        var before = PartnerAudit.Confirmation(partner);
        partner.LastConfirmedAt = time.GetUtcNow();
        partner.LastConfirmedByName = user.Name;
        db.Audit(PartnerAudit.Confirmed(partner, before, PartnerAudit.Confirmation(partner), request.Act));
        await db.SaveChangesAsync(cancellationToken);
        return partner;
    }
}
