using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;

namespace SystemUserManager.SystemUsers;

/// <summary>Offers that nobody has answered.</summary>
internal static class OpenHandOvers
{
    /// <summary>
    /// An offer was made in the name of an owner: it ends with that owner, so that it takes nothing from the next one. The
    /// caller saves.
    /// </summary>
    public static async Task EndAsync(
        AppDb db,
        SystemUser systemUser,
        string by,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var open = await db.HandOvers.FirstOrDefaultAsync(
            h => h.SystemUserId == systemUser.Id && h.AnsweredAt == null,
            cancellationToken
        );
        if (open is null)
            return;
        (open.AnsweredAt, open.AnsweredByName, open.Accepted) = (at, by, false);
        var to = await db.People.Where(p => p.Id == open.ToId).Select(p => p.Name).SingleAsync(cancellationToken);
        db.Audit(
            SystemUserAudit.About(systemUser, "End hand-over") with
            {
                Before = AuditFields.Of(("Offered to", to)),
                After = "ended, since its owner changed",
            }
        );
    }
}
