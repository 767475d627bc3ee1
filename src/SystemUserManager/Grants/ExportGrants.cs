using System.Globalization;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Reports;

namespace SystemUserManager.Grants;

/// <summary>
/// Writes the grants that match a filter as CSV (<see cref="CsvFile"/>). Audited before, and after with the count and the
/// file's SHA-256.
/// </summary>
public sealed class ExportGrants(AppDb db, GrantQueries grants)
{
    private static readonly string[] Header =
    [
        "Portfolio",
        "System user",
        "Owner",
        "Kind",
        "Asset",
        "Asset ID",
        "Tasks",
        "Seen since (UTC)",
        "Not there at (UTC)",
    ];

    public async Task WriteAsync(GrantFilter filter, Stream output, CancellationToken cancellationToken)
    {
        db.Audit(Record(AuditOutcome.Asked, filter, Describe(filter)));
        await db.SaveChangesAsync(cancellationToken);

        var written = await CsvFile.WriteAsync(
            output,
            Header,
            grants.StreamAsync(filter).Select(Cells),
            cancellationToken
        );

        db.Audit(Record(AuditOutcome.Succeeded, filter, $"{written.Rows} grants; SHA-256 {written.Sha256}"));
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private static string[] Cells(GrantRow row) =>
        [
            row.PortfolioName,
            row.SystemUserName,
            row.OwnerName ?? "",
            row.Kind.ToString(),
            row.AssetName,
            row.AssetGraphId,
            row.Tasks.Replace(",", " ", StringComparison.Ordinal),
            Time(row.SeenSince),
            row.NotBefore is { } before ? Time(before) : "",
        ];

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Describe(GrantFilter filter) => filter.IsEmpty ? "all" : filter.ToString();

    private static AuditRecord Record(AuditOutcome outcome, GrantFilter filter, string after) =>
        new()
        {
            Action = "Export asset grants",
            Outcome = outcome,
            ObjectType = "Export",
            ObjectId = () => "grants.csv",
            ObjectLabel = "Asset grants",
            PortfolioId = () => filter.PortfolioId,
            After = after,
        };
}
