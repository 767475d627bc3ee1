using System.Globalization;
using SystemUserManager.Audit;
using SystemUserManager.Operations;

namespace SystemUserManager.Reviews;

/// <summary>The audit records of reviews.</summary>
internal static class ReviewAudit
{
    /// <param name="notDecided">The names of those that were looked at and left out.</param>
    public static AuditRecord Signed(Review review, IEnumerable<string> notDecided, ActRequest act) =>
        new()
        {
            Action = "Sign review",
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.Review,
            ObjectId = () => review.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = review.Scope,
            PortfolioId = () => review.PortfolioId,
            After = AuditFields.Of(
                ("Still needed", Names(review, ReviewDecision.StillNeeded)),
                ("Reduce", Names(review, ReviewDecision.Reduce)),
                ("Revoke all tokens", Names(review, ReviewDecision.RevokeAllTokens)),
                ("Not decided", string.Join("; ", notDecided)),
                ("Next review", review.NextOn?.ToString("O", CultureInfo.InvariantCulture))
            ),
            Reason = act.Reason.Trim(),
            Ticket = string.IsNullOrWhiteSpace(act.Ticket) ? null : act.Ticket.Trim(),
        };

    public static AuditRecord Exported(AuditOutcome outcome, Review review, string after) =>
        new()
        {
            Action = "Export review",
            Outcome = outcome,
            ObjectType = "Export",
            ObjectId = () => $"review-{review.Id.ToString(CultureInfo.InvariantCulture)}.csv",
            ObjectLabel = review.Scope,
            PortfolioId = () => review.PortfolioId,
            After = after,
        };

    private static string Names(Review review, ReviewDecision decision) =>
        string.Join("; ", review.Lines.Where(l => l.Decision == decision).Select(l => l.SystemUserName));
}
