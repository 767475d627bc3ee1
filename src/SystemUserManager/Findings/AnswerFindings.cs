using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <param name="Until">Of <see cref="BulkAnswer.Accept"/>: the last day on which they count as dealt with.</param>
/// <param name="Owner">Of <see cref="BulkAnswer.AssignOwner"/>.</param>
public sealed record AnswerFindingsRequest(
    ActRequest Act,
    IReadOnlyList<long> FindingIds,
    BulkAnswer Answer,
    DateOnly? Until = null,
    TypedPerson? Owner = null
);

/// <summary>What came of one of them: done, asked for as an operation, or refused with a sentence.</summary>
/// <param name="OperationId">null: no work at Meta was asked for.</param>
/// <param name="Refused">null: it was done or asked for.</param>
/// <param name="Link">Where one can go on with what was refused; null: nowhere.</param>
public sealed record AnsweredFinding(ChosenFinding Finding, long? OperationId, string? Refused, string? Link);

/// <summary>
/// Gives one answer to many findings, each in a transaction of its own: one that is refused undoes none of the others.
/// The acts behind it are those of a single finding, with their roles and rules. The same form sent again does nothing
/// twice: what one of them asks for has a key made of the form's.
/// </summary>
public sealed class AnswerFindings(
    AppDb db,
    CurrentUser user,
    BulkAnswerQueries queries,
    AcceptFinding accept,
    AdoptFinding adopt,
    RevertFinding revert,
    RevokeAllTokens revoke,
    EditSystemUser edit,
    TimeProvider time
)
{
    public async Task<Result<IReadOnlyList<AnsweredFinding>>> RunAsync(
        AnswerFindingsRequest request,
        CancellationToken cancellationToken
    )
    {
        if (Check(request).ToList() is { Count: > 0 } problems)
            return problems;
        var chosen = await queries.PreviewAsync(request.FindingIds, null, cancellationToken);
        if (chosen.Count == 0)
            return new NotFound("None of these findings");
        var answered = new List<AnsweredFinding>();
        foreach (var finding in chosen)
        {
            db.ChangeTracker.Clear();
            answered.Add(await AnswerAsync(finding, request, cancellationToken));
        }

        return answered;
    }

    private async Task<AnsweredFinding> AnswerAsync(
        ChosenFinding chosen,
        AnswerFindingsRequest request,
        CancellationToken cancellationToken
    )
    {
        var act = request.Act with { RequestKey = DerivedKey.Of(request.Act.RequestKey, $"answer {chosen.Id}") };
        return request.Answer switch
        {
            BulkAnswer.Accept => Of(chosen, await AcceptAsync(chosen, act, request.Until!.Value, cancellationToken)),
            BulkAnswer.Adopt => Of(
                chosen,
                (await adopt.RunAsync(new AdoptFindingRequest(act, chosen.Id), cancellationToken)).Problems
            ),
            BulkAnswer.AssignOwner => Of(chosen, await AssignAsync(chosen, act, request.Owner!, cancellationToken)),
            BulkAnswer.Revert => Asked(
                chosen,
                await revert.AskAsync(new RevertFindingRequest(act, chosen.Id), cancellationToken)
            ),
            _ => await RevokeAsync(chosen, request.Act, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<Problem>> AcceptAsync(
        ChosenFinding chosen,
        ActRequest act,
        DateOnly until,
        CancellationToken cancellationToken
    )
    {
        var last = new DateTimeOffset(until.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var why = act.Reason.Trim();
        // Sent twice it is accepted once.
        if (
            await db.Findings.AnyAsync(
                f =>
                    f.Id == chosen.Id
                    && f.ResolvedAt == null
                    && f.AcceptedUntil >= last
                    && f.AcceptedUntil < last.AddDays(1)
                    && f.AcceptedByName == user.Name
                    && f.AcceptedWhy == why,
                cancellationToken
            )
        )
            return [];
        return (await accept.RunAsync(new AcceptFindingRequest(act, chosen.Id, until), cancellationToken)).Problems;
    }

    private async Task<IReadOnlyList<Problem>> AssignAsync(
        ChosenFinding chosen,
        ActRequest act,
        TypedPerson owner,
        CancellationToken cancellationToken
    )
    {
        var finding = await db.Findings.AsNoTracking().SingleAsync(f => f.Id == chosen.Id, cancellationToken);
        var now = await FindingNow.ReadAsync(db, finding, cancellationToken);
        if (await queries.WhyNotAsync(now, BulkAnswer.AssignOwner, cancellationToken) is { } why)
            return [why];
        var record = await RecordAsItIs.RequestAsync(db, now.SystemUser!, act, cancellationToken);
        var edited = await edit.RunAsync(record with { Owner = owner }, cancellationToken);
        if (!edited.Succeeded)
            return edited.Problems;
        var answered = await db.Findings.SingleAsync(f => f.Id == chosen.Id, cancellationToken);
        answered.Resolve(time.GetUtcNow());
        using (db.Unaudited("What the edit settled, which has its row; the next look would resolve it too."))
            await db.SaveChangesAsync(cancellationToken);
        return [];
    }

    private async Task<AnsweredFinding> RevokeAsync(
        ChosenFinding chosen,
        ActRequest form,
        CancellationToken cancellationToken
    )
    {
        var finding = await db.Findings.AsNoTracking().SingleAsync(f => f.Id == chosen.Id, cancellationToken);
        // Two findings about one system user ask for one revocation.
        var act = form with
        {
            RequestKey = DerivedKey.Of(form.RequestKey, $"revoke all {chosen.SystemUserId}"),
        };
        if (
            await db
                .Operations.Where(o => o.RequestKey == act.RequestKey && o.AskedById == user.AccountId)
                .Select(o => (long?)o.Id)
                .FirstOrDefaultAsync(cancellationToken) is
            { } before
        )
            return new AnsweredFinding(chosen, before, null, null);
        var now = await FindingNow.ReadAsync(db, finding, cancellationToken);
        if (await queries.WhyNotAsync(now, BulkAnswer.RevokeAllTokens, cancellationToken) is { } why)
            return Of(chosen, [why]);
        return Asked(
            chosen,
            await revoke.AskAsync(new RevokeAllTokensRequest(act, chosen.SystemUserId!.Value), cancellationToken)
        );
    }

    private static AnsweredFinding Asked(ChosenFinding chosen, Result<long> asked) =>
        asked.Succeeded ? new AnsweredFinding(chosen, asked.Value, null, null) : Of(chosen, asked.Problems);

    private static AnsweredFinding Of(ChosenFinding chosen, IReadOnlyList<Problem> problems) =>
        problems.Count == 0
            ? new AnsweredFinding(chosen, null, null, null)
            : new AnsweredFinding(
                chosen,
                null,
                string.Join(' ', problems.Select(p => p.Sentence)),
                problems.Select(p => p.Link).FirstOrDefault(l => l is not null)
            );

    private IEnumerable<Problem> Check(AnswerFindingsRequest request)
    {
        if (request.FindingIds.Count == 0)
            yield return new InvalidValue("", "No finding is chosen. Nothing was done: choose some in the list.");
        if (request.FindingIds.Distinct().Count() > BulkAnswerQueries.Most)
            yield return new InvalidValue(
                "",
                $"These are more than {BulkAnswerQueries.Most} findings. Nothing was done: answer them in parts."
            );
        if (request.Answer == BulkAnswer.Accept)
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            if (
                request.Until is null
                || request.Until <= today
                || request.Until > today.AddDays(AcceptFinding.LongestDays)
            )
                yield return InvalidValue.Of(
                    nameof(request.Until),
                    "Findings are accepted until a day from tomorrow on, within a year. Nothing was done yet."
                );
        }

        if (request.Answer == BulkAnswer.AssignOwner)
        {
            if (string.IsNullOrWhiteSpace(request.Owner?.Name))
                yield return InvalidValue.Required(nameof(request.Owner), "The owner");
            foreach (var problem in PersonFields.Check(nameof(request.Owner), request.Owner))
                yield return problem with
                {
                    Field = nameof(request.Owner),
                };
        }

        foreach (var problem in request.Act.Check())
            yield return problem;
    }
}
