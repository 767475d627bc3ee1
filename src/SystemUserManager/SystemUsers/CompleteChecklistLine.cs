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

/// <summary>Notes who did in Meta's own pages what the API can't do. Role needed: Offboarder of the portfolio.</summary>
public sealed class CompleteChecklistLine(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <returns>The system user that it was about.</returns>
    public async Task<Result<long>> RunAsync(long systemUserId, long lineId, CancellationToken cancellationToken)
    {
        var line = await db.ChecklistLines.FirstOrDefaultAsync(
            l => l.Id == lineId && l.SystemUserId == systemUserId,
            cancellationToken
        );
        if (line is null)
            return new NotFound("This line of the checklist");
        if (!user.May(Role.Offboarder, line.PortfolioId))
            return new NotAllowed("tick off what is to be done in Meta");
        if (line.DoneAt is not null)
            return new ChecklistLineDone(line.DoneByName ?? "Somebody");
        var name = await db
            .SystemUsers.Where(s => s.Id == line.SystemUserId)
            .Select(s => s.Name)
            .SingleAsync(cancellationToken);
        line.DoneAt = time.GetUtcNow();
        line.DoneByName = user.Name;
        db.Audit(
            new AuditRecord
            {
                Action = "Done in Meta",
                Outcome = AuditOutcome.Succeeded,
                ObjectType = AuditObjects.SystemUser,
                ObjectId = () => systemUserId.ToString(CultureInfo.InvariantCulture),
                ObjectLabel = name,
                PortfolioId = () => line.PortfolioId,
                After = line.Text,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return systemUserId;
    }
}
