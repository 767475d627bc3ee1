using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings;

/// <param name="Saw">As in <see cref="AdoptFindingRequest"/>.</param>
public sealed record RevertFindingRequest(ActRequest Act, long FindingId, string? Saw = null);

/// <summary>
/// Asks that Meta be put back to what the record says: the operation is a change of access or a renaming like any other,
/// and its end lets the finding be looked at again. What Meta's API can't do is refused, with the way in Meta's own pages.
/// Role needed: Administrator of the portfolio.
/// </summary>
public sealed class RevertFinding(
    AppDb db,
    CurrentUser user,
    AskOperation ask,
    ChangeAccess access,
    RenameSystemUser rename,
    ChangeRules changes
)
{
    /// <returns>The operation's id; or the problems, with nothing started.</returns>
    public async Task<Result<long>> AskAsync(RevertFindingRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var finding = await db.Findings.FirstOrDefaultAsync(f => f.Id == request.FindingId, cancellationToken);
        if (finding is null)
            return new NotFound("This finding");
        if (!user.May(Role.Administrator, finding.PortfolioId))
            return new NotAllowed("revert what a finding shows");
        var now = await FindingNow.ReadAsync(db, finding, cancellationToken);
        if (await new FindingAnswerRules(db, changes).WhyNotRevertAsync(now, cancellationToken) is { } why)
            return why;
        if (now.FindMoved(request.Saw) is { } moved)
            return moved;
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;

        // Saved with the operation, which is what takes it from here.
        db.Audit(
            FindingAudit.Reverted(
                finding,
                now.About,
                () => db.Operations.Local.Single(o => o.RequestKey == request.Act.RequestKey).Id,
                request.Act
            )
        );
        var asked = now.Access is null
            ? await rename.AskAsync(
                new RenameSystemUserRequest(
                    request.Act,
                    now.SystemUser!.Id,
                    now.SystemUser.ConfirmedName!,
                    AdoptionRequest.None
                ),
                cancellationToken
            )
            : await access.AskAsync(await ChangeAsync(request, now, cancellationToken), cancellationToken);
        if (asked.Succeeded)
            return asked;
        db.DropAuditRecords();
        // The form has no fields for what the other act asks.
        return asked.Problems.Select(p => p with { Field = null }).ToList();
    }

    /// <summary>All that it reaches now, with this one asset as the record has it.</summary>
    private async Task<ChangeAccessRequest> ChangeAsync(
        RevertFindingRequest request,
        FindingNow now,
        CancellationToken cancellationToken
    )
    {
        var of = now.Access!;
        var seen = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where g.SystemUserId == now.SystemUser!.Id && g.ValidTo == null
            where a.GoneAt == null && a.Kind != AssetKind.AssetGroup
            orderby a.Id
            select new { g.AssetId, g.Tasks }
        ).ToListAsync(cancellationToken);
        var saw = seen.ConvertAll(g => new AskedGrant(g.AssetId, TaskSet.Parse(g.Tasks)));
        var wanted = saw.Where(g => g.AssetId != of.Asset.Id).ToList();
        if (now.Finding.Kind != FindingKind.GrantAdded)
            wanted.Add(new AskedGrant(of.Asset.Id, of.Wanted));
        return new ChangeAccessRequest
        {
            Act = request.Act,
            SystemUserId = now.SystemUser!.Id,
            Wanted = wanted,
            Saw = saw,
            Preset = now.SystemUser.Preset,
            // Why it may be more than the preset stands in the record already, or is why it is put back.
            Why = of.Record?.Why ?? FirstOf(request.Act.Reason),
        };
    }

    /// <summary>As much of a reason as fits there.</summary>
    private static string FirstOf(string reason) => reason.Length <= 500 ? reason : reason[..500];
}
