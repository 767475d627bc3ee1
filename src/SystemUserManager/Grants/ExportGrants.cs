using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using SystemUserManager.Audit;
using SystemUserManager.Data;

namespace SystemUserManager.Grants;

/// <summary>
/// Writes the grants that match a filter as CSV (RFC 4180, UTF-8, header and data only; a cell that a spreadsheet would
/// take for a formula starts with an apostrophe). Audited before, and after with the count and the file's SHA-256.
/// </summary>
public sealed class ExportGrants(AppDb db, GrantQueries grants)
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        InjectionCharacters = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'],
        NewLine = "\r\n",
    };

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

        var count = 0;
        using var hash = SHA256.Create();
        await using (var hashed = new CryptoStream(output, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            await using var text = new StreamWriter(
                hashed,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                leaveOpen: true
            );
            await using var csv = new CsvWriter(text, Configuration);
            await WriteRowAsync(csv, Header);
            await foreach (var row in grants.StreamAsync(filter).WithCancellation(cancellationToken))
            {
                await WriteRowAsync(csv, Cells(row));
                count++;
            }
        }

        db.Audit(
            Record(AuditOutcome.Succeeded, filter, $"{count} grants; SHA-256 {Convert.ToHexStringLower(hash.Hash!)}")
        );
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private static async Task WriteRowAsync(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        await csv.NextRecordAsync();
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
