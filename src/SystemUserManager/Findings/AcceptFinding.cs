using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Findings;

/// <param name="Until">The last day on which it counts as dealt with.</param>
public sealed record AcceptFindingRequest(ActRequest Act, long FindingId, DateOnly Until);

/// <summary>
/// Says that a finding is known and may stay until a day, and why. Nothing is changed at Meta, in the vault or in what the
/// record means. Role needed: Administrator of the portfolio.
/// </summary>
public sealed class AcceptFinding(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>From tomorrow on, how many days at most.</summary>
    public const int LongestDays = 366;

    public async Task<Result<Finding>> RunAsync(AcceptFindingRequest request, CancellationToken cancellationToken)
    {
        var finding = await db.Findings.FirstOrDefaultAsync(f => f.Id == request.FindingId, cancellationToken);
        if (finding is null)
            return new NotFound("This finding");
        if (!user.May(Role.Administrator, finding.PortfolioId))
            return new NotAllowed("accept a finding");
        if (!finding.IsOpen)
            return new FindingResolved();
        var problems = new List<Problem>();
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (request.Until <= today || request.Until > today.AddDays(LongestDays))
            problems.Add(
                InvalidValue.Of(
                    nameof(request.Until),
                    "A finding is accepted until a day from tomorrow on, within a year. Nothing was changed."
                )
            );
        problems.AddRange(request.Act.Check());
        if (problems.Count > 0)
            return problems;

        var before = FindingAudit.Acceptance(finding);
        // That day belongs to it.
        var until = new DateTimeOffset(request.Until.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero);
        finding.Accept(until, request.Act.Reason.Trim(), user.Name, now);
        var about = (await FindingNow.ReadAsync(db, finding, cancellationToken)).About;
        db.Audit(FindingAudit.Accepted(finding, about, before, request.Act));
        await db.SaveChangesAsync(cancellationToken);
        return finding;
    }
}
