using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Reviews;

/// <param name="Rows">Those that were looked at, at most <see cref="ReviewSubjects.MostAtOnce"/>.</param>
public sealed record SignReviewRequest(
    ActRequest Act,
    ReviewScope Scope,
    DateOnly? NextOn,
    IReadOnlyList<ReviewedRow> Rows
);

/// <param name="Decision">null with <paramref name="IsLeftOut"/>: looked at, and left undecided on purpose.</param>
public sealed record ReviewedRow(long SystemUserId, ReviewDecision? Decision, bool IsLeftOut, string? Note);

/// <summary>
/// Signs what was said of many system users, portfolio by portfolio in one transaction, then asks for the revocations
/// that were decided. By an administrator of the portfolio, or by the owner of each that is decided. What is refused
/// stands in its line. The answer is the id of the first review; the same form sent again signs nothing more and asks
/// for what wasn't asked for yet.
/// </summary>
public sealed class SignReview(
    AppDb db,
    CurrentUser user,
    ReviewSubjects subjects,
    ReviewRevocations revocations,
    TimeProvider time
)
{
    private const int LongestNote = 500;

    public async Task<Result<long>> RunAsync(SignReviewRequest request, CancellationToken cancellationToken)
    {
        var batch = request.Act.RequestKey;
        var signed = await FindSignedAsync(batch, cancellationToken) is { } before
            ? before
            : await SignAsync(request, cancellationToken);
        // What is signed is to be done, whether or not somebody still waits for the answer.
        if (signed.Succeeded)
            await revocations.AskAsync(batch, request.Act, CancellationToken.None);
        return signed;
    }

    private async Task<Result<long>> SignAsync(SignReviewRequest request, CancellationToken cancellationToken)
    {
        var ids = request.Rows.Select(r => r.SystemUserId).ToList();
        var names = await db
            .SystemUsers.Where(s => ids.Contains(s.Id))
            .ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken);
        if (Check(request, names).ToList() is { Count: > 0 } problems)
            return problems;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Of the same form sent twice at once, the second waits here and finds the first.
        await db.LockAsync($"review {request.Act.RequestKey}", cancellationToken);
        if (await FindSignedAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        if (await subjects.WordsAsync(request.Scope, cancellationToken) is not { } words)
            return new NotFound("What is to be reviewed");
        var there = await db.SystemUsers.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        if (there.Count < ids.Count)
            return new NotFound("One of these system users");
        var known = await subjects.OfAsync(ids, cancellationToken);
        var decided = request.Rows.Where(r => !r.IsLeftOut).ToList();
        if (decided.Any(r => !known[r.SystemUserId].MayAnswer))
            return new NotAllowed("sign for system users that aren't yours");
        var within = subjects.Within(request.Scope);
        var fit = await within.Where(s => ids.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancellationToken);
        if (ids.Except(fit).ToList() is { Count: > 0 } moved)
            return moved.ConvertAll<Problem>(id => Moved(known[id], words));

        var reviews = new List<Review>();
        foreach (var rows in request.Rows.GroupBy(r => there[r.SystemUserId].PortfolioId))
        {
            if (rows.All(r => r.IsLeftOut))
                continue;
            var all = await within.CountAsync(s => s.PortfolioId == rows.Key, cancellationToken);
            reviews.Add(Write(request, [.. rows], known, words, all));
        }

        foreach (var row in decided.Where(r => r.Decision == ReviewDecision.StillNeeded))
            Confirmation.Note(
                db,
                there[row.SystemUserId],
                (user.Name, time.GetUtcNow()),
                request.NextOn!.Value,
                request.Act
            );
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return reviews[0].Id;
    }

    private Review Write(
        SignReviewRequest request,
        IReadOnlyList<ReviewedRow> rows,
        IReadOnlyDictionary<long, ReviewSubject> known,
        string words,
        int all
    )
    {
        var decided = rows.Where(r => !r.IsLeftOut).ToList();
        var review = new Review
        {
            PortfolioId = known[decided[0].SystemUserId].PortfolioId,
            Batch = request.Act.RequestKey,
            Scope =
                decided.Count == all
                    ? words
                    : string.Create(CultureInfo.InvariantCulture, $"{words}: {decided.Count} of {all} decided"),
            SignedAt = time.GetUtcNow(),
            SignedByName = user.Name,
            Note = request.Act.Reason.Trim(),
            NextOn = request.NextOn,
        };
        foreach (var row in decided)
        {
            var subject = known[row.SystemUserId];
            var line = new ReviewLine
            {
                PortfolioId = review.PortfolioId,
                SystemUserId = subject.Id,
                SystemUserName = subject.Name,
                OwnerName = subject.OwnerName,
                Decision = row.Decision!.Value,
                Reached = subject.Reached,
            };
            line.Say(row.Note);
            review.Lines.Add(line);
        }

        db.Reviews.Add(review);
        db.Audit(
            ReviewAudit.Signed(
                review,
                rows.Where(r => r.IsLeftOut).Select(r => known[r.SystemUserId].Name),
                request.Act
            )
        );
        return review;
    }

    /// <summary>What an earlier sending of the same form signed; null: this is the first.</summary>
    private async Task<Result<long>?> FindSignedAsync(Guid batch, CancellationToken cancellationToken) =>
        await db
            .Reviews.Where(r => r.Batch == batch && r.SignedByName == user.Name)
            .OrderBy(r => r.Id)
            .Select(r => (long?)r.Id)
            .FirstOrDefaultAsync(cancellationToken)
            is { } id
            ? id
            : null;

    private static InvalidValue Moved(ReviewSubject subject, string words) =>
        InvalidValue.Of(
            $"Decisions[{subject.Id}]",
            $"{subject.Name} doesn't belong to \"{words}\" any more. Nothing was signed: open the page again."
        );

    private IEnumerable<Problem> Check(SignReviewRequest request, IReadOnlyDictionary<long, string> names)
    {
        if (request.Rows.Count > ReviewSubjects.MostAtOnce)
            yield return new InvalidValue(
                "",
                $"These are more than {ReviewSubjects.MostAtOnce} system users. Nothing was signed: sign them part by part."
            );
        if (request.Rows.DistinctBy(r => r.SystemUserId).Count() < request.Rows.Count)
            yield return new InvalidValue("", "A system user stands twice. Nothing was signed: open the page again.");
        foreach (var row in request.Rows)
        {
            if (row is { Decision: null, IsLeftOut: false })
                yield return InvalidValue.Of(
                    $"Decisions[{row.SystemUserId}]",
                    $"{names.GetValueOrDefault(row.SystemUserId, "One")} isn't decided. Nothing was signed: decide, or choose “Not decided” to leave it out."
                );
            if (row.Note?.Length > LongestNote)
                yield return InvalidValue.Of(
                    $"Notes[{row.SystemUserId}]",
                    $"This note is longer than {LongestNote} characters. Nothing was signed: shorten it."
                );
        }

        if (request.Rows.All(r => r.IsLeftOut))
            yield return new InvalidValue("", "Nothing is decided, so there is nothing to sign.");
        if (request.NextOn is { } next && !Confirmation.IsPossible(next, time.GetUtcNow()))
            yield return InvalidValue.Of(
                nameof(request.NextOn),
                "The next review is a day from tomorrow on, within a year. Nothing was signed."
            );
        if (request.NextOn is null && request.Rows.Any(r => r.Decision == ReviewDecision.StillNeeded))
            yield return InvalidValue.Of(
                nameof(request.NextOn),
                "What is still needed is asked about again: say when. Nothing was signed."
            );
        foreach (var problem in request.Act.Check())
            yield return problem;
    }
}
