using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings;

/// <param name="Saw">What the form showed of Meta's side (<see cref="Finding.AtMeta"/>); null: what the finding says when it is asked for.</param>
public sealed record AdoptFindingRequest(ActRequest Act, long FindingId, string? Saw = null);

/// <summary>
/// What a finding shows at Meta becomes what is meant: an access, a name, a role; or what is so: a token's
/// scopes and end. Exactly what was shown, or nothing. Only
/// the record is changed. A system user that nobody answers for yet is adopted itself first (<see cref="AdoptSystemUser"/>).
/// Role needed: Administrator of the portfolio.
/// </summary>
public sealed class AdoptFinding(AppDb db, CurrentUser user, ChangeRules changes, TimeProvider time)
{
    public async Task<Result<Finding>> RunAsync(AdoptFindingRequest request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var finding = await db.Findings.FirstOrDefaultAsync(f => f.Id == request.FindingId, cancellationToken);
        if (finding is null)
            return new NotFound("This finding");
        if (!user.May(Role.Administrator, finding.PortfolioId))
            return new NotAllowed("adopt what a finding shows");
        // Nobody starts a change of the same system user before this is saved.
        if (await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == finding.SystemUserId, cancellationToken) is { } one)
            await changes.LockAsync(one, cancellationToken);
        var now = await FindingNow.ReadAsync(db, finding, cancellationToken);
        if (await new FindingAnswerRules(db, changes).WhyNotAdoptAsync(now, cancellationToken) is { } why)
            return why;
        if (now.FindMoved(request.Saw) is { } moved)
            return moved;
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;

        var before = Meant(now);
        Confirm(now, request.Act.Reason.Trim());
        // The next look would resolve it too; until then its page would say the opposite of what was just done.
        finding.Resolve(time.GetUtcNow());
        db.Audit(FindingAudit.Adopted(finding, now.About, before, Meant(now), request.Act));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return finding;
    }

    private void Confirm(FindingNow now, string reason)
    {
        var systemUser = now.SystemUser!;
        switch (now.Finding.Kind)
        {
            case FindingKind.Renamed:
                systemUser.ConfirmName(systemUser.Name);
                break;
            case FindingKind.RoleChanged:
                systemUser.ConfirmRole(systemUser.Role);
                break;
            case FindingKind.TokenDiffers:
                now.Token!.TakeOverSeen();
                break;
            default:
                foreach (var access in now.Along.Prepend(now.Access!))
                    Confirm(systemUser, access, reason);
                break;
        }
    }

    private void Confirm(SystemUser systemUser, AccessTo access, string reason)
    {
        var tasks = access.Seen?.Tasks ?? "";
        var record = access.Record;
        if (record is null)
            db.Grants.Add(
                record = new Grant
                {
                    PortfolioId = systemUser.PortfolioId,
                    SystemUser = systemUser,
                    AssetId = access.Asset.Id,
                    AskedTasks = tasks,
                    // No operation asked for it.
                    OperationId = 0,
                }
            );
        record.AskedTasks = tasks;
        record.ConfirmedTasks = tasks;
        record.ConfirmedAt = time.GetUtcNow();
        var beyond = BeyondPreset.Tasks(
            PurposePresets.Find(systemUser.Preset),
            access.Asset.Kind,
            TaskSet.Parse(tasks)
        );
        record.Why = beyond.Count > 0 ? reason : null;
    }

    /// <summary>What the record means now, of all that this changes.</summary>
    private string Meant(FindingNow now)
    {
        if (now.Finding.Kind == FindingKind.Renamed)
            return AuditFields.Of(("Name", now.SystemUser!.ConfirmedName));
        if (now.Finding.Kind == FindingKind.RoleChanged)
            return AuditFields.Of(("Role", now.SystemUser!.ConfirmedRole));
        if (now.Token is { } token)
            return AuditFields.Of(
                ("Scopes", token.Scopes),
                ("Ends", token.ExpiresAt is { } end ? FindingText.Day(end) : "never")
            );
        return AuditFields.Of(
            now.Along.Prepend(now.Access!)
                .Select(a =>
                    (
                        "Access",
                        (string?)$"{a.Asset.Name}: {FindingText.Tasks(Recorded(now.SystemUser!, a)?.AskedTasks)}"
                    )
                )
        );
    }

    private Grant? Recorded(SystemUser systemUser, AccessTo access) =>
        db.Grants.Local.FirstOrDefault(g => g.SystemUser == systemUser && g.AssetId == access.Asset.Id);
}
