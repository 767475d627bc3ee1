using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Reports;

namespace SystemUserManager.SystemUsers;

/// <summary>
/// Writes the found system users that the user may adopt as a CSV to be filled in (<see cref="AdoptionCsv"/> reads it
/// again), with what is known of each. Audited before, and after with the count and the file's SHA-256.
/// </summary>
public sealed class ExportFoundSystemUsers(AppDb db, CurrentUser user, AdoptionQueries found)
{
    private static readonly string[] Header = [.. AdoptionCsv.Columns, "name", "portfolio"];

    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        db.Audit(Record(AuditOutcome.Asked, "those that nobody adopted"));
        await db.SaveChangesAsync(cancellationToken);
        var rows = (
            from s in found.Found()
            join p in db.Portfolios on s.PortfolioId equals p.Id
            orderby p.NameKey, p.Id, s.NameKey, s.Id
            select new FoundRow(
                s.GraphId,
                db.People.Where(o => o.Id == s.OwnerId).FirstOrDefault(),
                db.People.Where(o => o.Id == s.SuccessorId).FirstOrDefault(),
                s.Purpose,
                s.Name,
                p.Id,
                p.Name
            )
        ).AsAsyncEnumerable();
        var written = await CsvFile.WriteAsync(
            output,
            Header,
            rows.Where(r => user.May(Role.Administrator, r.PortfolioId)).Select(Cells),
            cancellationToken
        );
        db.Audit(Record(AuditOutcome.Succeeded, $"{written.Rows} system users; SHA-256 {written.Sha256}"));
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private static string[] Cells(FoundRow row) =>
        [row.GraphId, Text(row.Owner), Text(row.Successor), row.Purpose ?? "", row.Name, row.PortfolioName];

    private static string Text(Person? person) =>
        person is null ? ""
        : person.Email is null ? person.Name
        : string.Create(CultureInfo.InvariantCulture, $"{person.Name} <{person.Email}>");

    private static AuditRecord Record(AuditOutcome outcome, string after) =>
        new()
        {
            Action = "Export found system users",
            Outcome = outcome,
            ObjectType = "Export",
            ObjectId = () => "found-system-users.csv",
            ObjectLabel = "Found system users",
            After = after,
        };

    private sealed record FoundRow(
        string GraphId,
        Person? Owner,
        Person? Successor,
        string? Purpose,
        string Name,
        long PortfolioId,
        string PortfolioName
    );
}
