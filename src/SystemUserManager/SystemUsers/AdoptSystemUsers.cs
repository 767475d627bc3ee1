using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
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
        var consumers = await db
            .Consumers.AsNoTracking()
            .Where(c => c.SystemUserId == systemUser.Id)
            .OrderBy(c => c.Id)
            .ToListAsync(cancellationToken);
        var successor = await db
            .People.AsNoTracking()
            .FirstOrDefaultAsync(p => p.Id == systemUser.SuccessorId, cancellationToken);
        var edited = await edit.RunAsync(
            new EditSystemUserRequest
            {
                Act = act,
                SystemUserId = systemUser.Id,
                Purpose = row.Purpose,
                Environment = systemUser.Environment,
                Owner = row.Owner,
                // What the file doesn't say stays.
                Successor =
                    row.Successor
                    ?? (successor is null ? null : new TypedPerson(successor.Name, successor.Email, successor.IsTeam)),
                NextReviewOn = systemUser.NextReviewOn,
                Consumers =
                [
                    .. consumers.Select(c => new EditedConsumer(c.Id, c.Tool, c.RunsAt, c.Contact, c.Delivery)),
                ],
            },
            cancellationToken
        );
        return edited.Succeeded ? null : string.Join(' ', edited.Problems.Select(p => p.Sentence));
    }
}
