using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Findings;

public sealed record TakeAcceptanceBackRequest(ActRequest Act, long FindingId);

/// <summary>Says that a finding isn't accepted any more: it counts as open again. Role needed: Administrator of the portfolio.</summary>
public sealed class TakeAcceptanceBack(AppDb db, CurrentUser user, TimeProvider time)
{
    public async Task<Result<Finding>> RunAsync(TakeAcceptanceBackRequest request, CancellationToken cancellationToken)
    {
        var finding = await db.Findings.FirstOrDefaultAsync(f => f.Id == request.FindingId, cancellationToken);
        if (finding is null)
            return new NotFound("This finding");
        if (!user.May(Role.Administrator, finding.PortfolioId))
            return new NotAllowed("take back that a finding is accepted");
        if (!finding.IsAccepted(time.GetUtcNow()))
            return new CannotAnswer("This finding isn't accepted now.");
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        var before = FindingAudit.Acceptance(finding);
        finding.TakeAcceptanceBack();
        var about = (await FindingNow.ReadAsync(db, finding, cancellationToken)).About;
        db.Audit(FindingAudit.AcceptanceTakenBack(finding, about, before, request.Act));
        await db.SaveChangesAsync(cancellationToken);
        return finding;
    }
}
