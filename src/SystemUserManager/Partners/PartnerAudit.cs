using System.Globalization;
using SystemUserManager.Audit;
using SystemUserManager.Operations;

namespace SystemUserManager.Partners;

/// <summary>The audit records of what is said here of partners, without an operation at Meta.</summary>
internal static class PartnerAudit
{
    public static AuditRecord Edited(Partner partner, string before, string after, ActRequest act) =>
        About(partner, "Edit partner", before, after, act);

    public static AuditRecord Confirmed(Partner partner, string before, string after, ActRequest act) =>
        About(partner, "Confirm that a partner is still in use", before, after, act);

    /// <summary>What the form of the record holds.</summary>
    public static string Fields(Partner partner, string? owner) =>
        AuditFields.Of(
            ("Purpose", partner.Purpose),
            ("Owner", owner),
            ("Ends on", partner.EndsOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        );

    public static string Confirmation(Partner partner) =>
        AuditFields.Of(
            ("Last confirmed", partner.LastConfirmedAt?.ToString("u", CultureInfo.InvariantCulture)),
            ("Confirmed by", partner.LastConfirmedByName)
        );

    private static AuditRecord About(Partner partner, string action, string before, string after, ActRequest act) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.Partner,
            ObjectId = () => partner.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = partner.Name,
            PortfolioId = () => partner.PortfolioId,
            Before = before,
            After = after,
            Reason = act.Reason.Trim(),
            Ticket = string.IsNullOrWhiteSpace(act.Ticket) ? null : act.Ticket.Trim(),
        };
}
