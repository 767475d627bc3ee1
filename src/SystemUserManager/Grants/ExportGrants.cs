using System.Globalization;
using SystemUserManager.Assets;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Reports;

namespace SystemUserManager.Grants;

/// <summary>
/// Writes the grants that match a filter as CSV (<see cref="CsvFile"/>). Audited before, and after with the count and the
/// file's SHA-256.
/// </summary>
public sealed class ExportGrants(AppDb db, GrantQueries grants, KnownThenQueries known, UnreadKindQueries unread)
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
        "Role",
        "Through asset group",
        "Given by (Meta's activity log)",
    ];

    public async Task WriteAsync(GrantFilter filter, Stream output, CancellationToken cancellationToken)
    {
        var gaps =
            Describe(await known.FindAsync(filter, cancellationToken))
            + Describe(await unread.FindAsync(filter, cancellationToken));
        db.Audit(Record(AuditOutcome.Asked, filter, Describe(filter) + gaps));
        await db.SaveChangesAsync(cancellationToken);

        var written = await CsvFile.WriteAsync(
            output,
            Header,
            grants.StreamAsync(filter, cancellationToken).Select(Cells),
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
            row.Role,
            string.Join("; ", row.Through),
            row.ChangedByName ?? "",
        ];

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Describe(GrantFilter filter)
    {
        var what = filter.IsEmpty ? "all" : (filter with { AsOf = null }).ToString();
        return filter.AsOf is { } day ? $"as of {Day(day)}: {what}" : what;
    }

    /// <summary>The file has rows alone: what they can't tell stands beside it.</summary>
    private static string Describe(KnownThen known) =>
        known.Missing.Count == 0
            ? ""
            : $"; no record of {string.Join(", ", known.Missing.Select(m => m.Part is null ? m.PortfolioName : $"{m.PortfolioName}: {m.Part}"))}";

    private static string Describe(IReadOnlyList<UnreadKind> unread) =>
        unread.Count == 0
            ? ""
            : $"; not known of {string.Join(", ", unread.Select(u => $"{u.PortfolioName}: {AssetKindWords.Plural(u.Kind)}"))}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static AuditRecord Record(AuditOutcome outcome, GrantFilter filter, string after) =>
        new()
        {
            Action = "Export asset grants",
            Outcome = outcome,
            ObjectType = "Export",
            ObjectId = () => "grants.csv",
            ObjectLabel = filter.AsOf is { } day ? $"Asset grants as of {Day(day)}" : "Asset grants",
            PortfolioId = () => filter.PortfolioId,
            After = after,
        };
}
