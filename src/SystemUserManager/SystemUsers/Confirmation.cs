using System.Globalization;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.SystemUsers;

/// <summary>What "still needed" writes down, by whichever act it is said. The caller has asked who may, and saves.</summary>
internal static class Confirmation
{
    private const int LongestDays = 366;

    /// <summary>A next review is a day from tomorrow on, within a year.</summary>
    public static bool IsPossible(DateOnly nextReviewOn, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return nextReviewOn > today && nextReviewOn <= today.AddDays(LongestDays);
    }

    public static void Note(
        AppDb db,
        SystemUser systemUser,
        (string Name, DateTimeOffset At) by,
        DateOnly nextReviewOn,
        ActRequest act
    )
    {
        var before = Words(systemUser);
        systemUser.LastConfirmedAt = by.At;
        systemUser.LastConfirmedByName = by.Name;
        systemUser.NextReviewOn = nextReviewOn;
        db.Audit(
            SystemUserAudit.About(systemUser, "Confirm still needed") with
            {
                Before = before,
                After = Words(systemUser),
                Reason = act.Reason.Trim(),
                Ticket = act.Ticket,
            }
        );
    }

    private static string Words(SystemUser systemUser) =>
        AuditFields.Of(
            ("Last confirmed", systemUser.LastConfirmedAt?.ToString("u", CultureInfo.InvariantCulture)),
            ("Confirmed by", systemUser.LastConfirmedByName),
            ("Next review", systemUser.NextReviewOn?.ToString("O", CultureInfo.InvariantCulture))
        );
}
