using System.Globalization;
using SystemUserManager.Audit;
using SystemUserManager.Operations;

namespace SystemUserManager.Findings;

/// <summary>The audit records of what people answered to findings. That one was found is no act, and has none.</summary>
internal static class FindingAudit
{
    public static AuditRecord Accepted(Finding finding, string about, string before, ActRequest act) =>
        About(finding, about, "Accept finding", act) with
        {
            Before = before,
            After = Acceptance(finding),
        };

    public static AuditRecord AcceptanceTakenBack(Finding finding, string about, string before, ActRequest act) =>
        About(finding, about, "Take back the acceptance of a finding", act) with
        {
            Before = before,
            After = Acceptance(finding),
        };

    /// <param name="before">What the record said.</param>
    /// <param name="after">What it says now.</param>
    public static AuditRecord Adopted(Finding finding, string about, string before, string after, ActRequest act) =>
        About(finding, about, "Adopt what a finding shows", act) with
        {
            Before = before,
            After = after,
        };

    /// <param name="operationId">That of the operation which puts it back; known once it is saved.</param>
    public static AuditRecord Reverted(Finding finding, string about, Func<long?> operationId, ActRequest act) =>
        About(finding, about, "Revert what a finding shows", act) with
        {
            Outcome = AuditOutcome.Asked,
            OperationId = operationId,
            Before = AuditFields.Of(("At Meta", finding.AtMeta)),
            After = AuditFields.Of(("At Meta", finding.InRecord)),
        };

    public static string Acceptance(Finding finding) =>
        AuditFields.Of(
            ("Accepted until", finding.AcceptedUntil is { } until ? FindingText.Day(until) : null),
            ("Accepted by", finding.AcceptedByName)
        );

    private static AuditRecord About(Finding finding, string about, string action, ActRequest act) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.Finding,
            ObjectId = () => finding.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = $"{FindingRules.Of(finding.Kind).Title}: {about}",
            PortfolioId = () => finding.PortfolioId,
            Reason = act.Reason.Trim(),
            Ticket = string.IsNullOrWhiteSpace(act.Ticket) ? null : act.Ticket.Trim(),
        };
}
