using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <summary>Somebody said so already.</summary>
public sealed record ChecklistLineDone(string By)
    : Problem($"{By} said already that this was done. Nothing was changed.");

/// <summary>
/// Notes who did what the API can't do, or looked at what was tied to a partner. Role needed: Offboarder of the portfolio.
/// </summary>
public sealed class CompleteChecklistLine(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>As it stands beside the button of somebody else.</summary>
    public const string OnlyOffboarders = "Only offboarders and administrators of the portfolio say that it was done.";

    /// <returns>The system user that it was about.</returns>
    public async Task<Result<long>> RunAsync(long systemUserId, long lineId, CancellationToken cancellationToken) =>
        await RunAsync(
            await db.ChecklistLines.FirstOrDefaultAsync(
                l => l.Id == lineId && l.SystemUserId == systemUserId,
                cancellationToken
            ),
            AuditObjects.SystemUser,
            systemUserId,
            db.SystemUsers.Where(s => s.Id == systemUserId).Select(s => s.Name),
            cancellationToken
        );

    /// <returns>The partner that it was about.</returns>
    public async Task<Result<long>> RunOfPartnerAsync(
        long partnerId,
        long lineId,
        CancellationToken cancellationToken
    ) =>
        await RunAsync(
            await db.ChecklistLines.FirstOrDefaultAsync(
                l => l.Id == lineId && l.PartnerId == partnerId,
                cancellationToken
            ),
            AuditObjects.Partner,
            partnerId,
            db.Partners.Where(p => p.Id == partnerId).Select(p => p.Name),
            cancellationToken
        );

    private async Task<Result<long>> RunAsync(
        ChecklistLine? line,
        string objectType,
        long objectId,
        IQueryable<string> name,
        CancellationToken cancellationToken
    )
    {
        if (line is null)
            return new NotFound("This line of the checklist");
        if (!user.May(Role.Offboarder, line.PortfolioId))
            return new NotAllowed("tick off what is to be done in Meta");
        if (line.DoneAt is not null)
            return new ChecklistLineDone(line.DoneByName ?? "Somebody");
        var label = await name.SingleAsync(cancellationToken);
        line.DoneAt = time.GetUtcNow();
        line.DoneByName = user.Name;
        db.Audit(
            new AuditRecord
            {
                Action = line.PartnerId is null ? "Done in Meta" : "Tick off a line of the checklist",
                Outcome = AuditOutcome.Succeeded,
                ObjectType = objectType,
                ObjectId = () => objectId.ToString(CultureInfo.InvariantCulture),
                ObjectLabel = label,
                PortfolioId = () => line.PortfolioId,
                After = line.Text,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return objectId;
    }
}
