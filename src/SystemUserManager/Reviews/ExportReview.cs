using System.Globalization;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Reports;

namespace SystemUserManager.Reviews;

/// <summary>
/// Writes a signed review, with all that was signed together with it, as CSV (<see cref="CsvFile"/>). Audited before, and
/// after with the count and the file's SHA-256. Whoever may read it may export it.
/// </summary>
public sealed class ExportReview(AppDb db, ReviewQueries reviews)
{
    private static readonly string[] Header =
    [
        "Portfolio",
        "System user",
        "Owner",
        "Decision",
        "Note",
        "Reached",
        "Operation",
        "State of the operation",
        "Signed by",
        "Signed at (UTC)",
        "Next review",
    ];

    public async Task<bool> WriteAsync(long reviewId, Stream output, CancellationToken cancellationToken)
    {
        if (await reviews.FindAsync(reviewId, cancellationToken) is not { } detail)
            return false;
        var scope = $"{detail.Lines.Count} lines, asked";
        db.Audit(ReviewAudit.Exported(AuditOutcome.Asked, detail.Review, scope));
        await db.SaveChangesAsync(cancellationToken);
        var written = await CsvFile.WriteAsync(
            output,
            Header,
            detail.Lines.Select(l => Cells(detail.Review, l)).ToAsyncEnumerable(),
            cancellationToken
        );
        db.Audit(
            ReviewAudit.Exported(
                AuditOutcome.Succeeded,
                detail.Review,
                $"{written.Rows} lines; SHA-256 {written.Sha256}"
            )
        );
        await db.SaveChangesAsync(CancellationToken.None);
        return true;
    }

    private static string[] Cells(Review review, ReviewLineRow line) =>
        [
            line.PortfolioName,
            line.SystemUserName,
            line.OwnerName ?? "",
            line.Decision.ToString(),
            line.Note ?? "",
            line.Reached,
            line.OperationId?.ToString(CultureInfo.InvariantCulture) ?? "",
            line.OperationState?.ToString() ?? "",
            review.SignedByName,
            review.SignedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            review.NextOn?.ToString("O", CultureInfo.InvariantCulture) ?? "",
        ];
}
