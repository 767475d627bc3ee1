using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <param name="Csv">The text of the file, as <see cref="AdoptionCsv"/> reads it.</param>
public sealed record AdoptSystemUsersRequest(ActRequest Act, string? Csv);

/// <param name="Sentence">Why it was left as it is; null: it was adopted.</param>
public sealed record AdoptedRow(AdoptionRow Row, string? Sentence);

/// <summary>
/// Adopts the found system users of a CSV, each by an edit of its record in a transaction of its own: a row that doesn't
/// fit is left and said, and undoes none of the others. Role needed for each: Administrator of its portfolio. Sent again,
/// it finds those that are ours already.
/// </summary>
public sealed class AdoptSystemUsers(AppDb db, AdoptionQueries queries, EditSystemUser edit)
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
            done.Add(new AdoptedRow(row, row.Problem ?? await AdoptAsync(row, request.Act, cancellationToken)));
        return done;
    }

    private async Task<string?> AdoptAsync(AdoptionRow row, ActRequest act, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        var systemUser = await db
            .SystemUsers.AsNoTracking()
            .FirstOrDefaultAsync(s => s.Id == row.SystemUserId, cancellationToken);
        // Since the text was looked at somebody else may have.
        if (systemUser is null or { IsOurs: true })
            return "It was adopted by somebody else meanwhile. Nothing of it was changed.";
        var record = await RecordAsItIs.RequestAsync(db, systemUser, act, cancellationToken);
        var edited = await edit.RunAsync(
            record with
            {
                Purpose = row.Purpose,
                Owner = row.Owner,
                // What the file doesn't say stays.
                Successor = row.Successor ?? record.Successor,
            },
            cancellationToken
        );
        return edited.Succeeded ? null : string.Join(' ', edited.Problems.Select(p => p.Sentence));
    }
}
