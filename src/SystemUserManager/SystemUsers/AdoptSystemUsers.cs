using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <param name="Csv">The text of the file, as <see cref="AdoptionCsv"/> reads it.</param>
/// <param name="SawAtMeta">What the preview showed of each (<see cref="ShownAtMeta.Mark"/>), by system user; of one that isn't there it showed nothing, and it is left.</param>
public sealed record AdoptSystemUsersRequest(ActRequest Act, string? Csv, IReadOnlyDictionary<long, string> SawAtMeta);

/// <param name="Sentence">Why it was left as it is; null: it was adopted.</param>
public sealed record AdoptedRow(AdoptionRow Row, string? Sentence);

/// <summary>
/// Adopts the found system users of a CSV, each by an edit of its record in a transaction of its own: a row that doesn't
/// fit, or shows something else at Meta than the preview did, is left and said, and undoes none of the others. Role needed for each: Administrator of its portfolio. Sent again,
/// it finds those that are ours already.
/// </summary>
public sealed class AdoptSystemUsers(AppDb db, CurrentUser user, AdoptionQueries queries, EditSystemUser edit)
{
    public async Task<Result<IReadOnlyList<AdoptedRow>>> RunAsync(
        AdoptSystemUsersRequest request,
        CancellationToken cancellationToken
    )
    {
        var preview = await queries.PreviewAsync(request.Csv, cancellationToken);
        var problems = new List<Problem>();
        if (preview.Problem is { } wrong)
            problems.Add(InvalidValue.Of("Text", wrong));
        problems.AddRange(request.Act.Check());
        if (problems.Count > 0)
            return problems;
        var done = new List<AdoptedRow>();
        foreach (var row in preview.Rows)
        {
            var sentence = row.Problem ?? await AdoptAsync(row, request, cancellationToken);
            if (sentence is not null)
                await NoteRefusedAsync(row, sentence, cancellationToken);
            done.Add(new AdoptedRow(row, sentence));
        }

        return done;
    }

    /// <summary>
    /// Where the role doesn't allow it, that is in the log. The page shows it in its row, so nobody else writes it down.
    /// </summary>
    private async Task NoteRefusedAsync(AdoptionRow row, string sentence, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var systemUser = await db
            .SystemUsers.AsNoTracking()
            .FirstOrDefaultAsync(s => s.Id == row.SystemUserId, cancellationToken);
        if (systemUser is null || user.May(Role.Administrator, systemUser.PortfolioId))
            return;
        db.Audit(OperationAudit.Refused("Adopt system user", systemUser.PortfolioId, systemUser.Name, sentence));
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<string?> AdoptAsync(
        AdoptionRow row,
        AdoptSystemUsersRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!request.SawAtMeta.TryGetValue(row.SystemUserId!.Value, out var saw))
            return "When the rows were looked at, this one couldn't be adopted, and nothing was shown of it. Nothing of it was changed. Look at the rows again.";
        db.ChangeTracker.Clear();
        var systemUser = await db
            .SystemUsers.AsNoTracking()
            .FirstOrDefaultAsync(s => s.Id == row.SystemUserId, cancellationToken);
        // Since the text was looked at somebody else may have.
        if (systemUser is null or { IsOurs: true })
            return "It was adopted by somebody else meanwhile. Nothing of it was changed.";
        var record = await RecordAsItIs.RequestAsync(db, systemUser, request.Act, cancellationToken);
        var edited = await edit.RunAsync(
            record with
            {
                Purpose = row.Purpose,
                Owner = row.Owner,
                // What the file doesn't say stays.
                Successor = row.Successor ?? record.Successor,
                SawAtMeta = saw,
            },
            cancellationToken
        );
        return edited.Succeeded ? null : string.Join(' ', edited.Problems.Select(InRow));
    }

    /// <summary>Of a row there is no page to open again, but the rows to look at.</summary>
    private static string InRow(Problem problem) =>
        problem is SystemUserMoved moved
            ? $"This changed since the rows were looked at: by now Meta shows \"{moved.Now}\". Nothing of it was changed. Look at the rows again."
            : problem.Sentence;
}
