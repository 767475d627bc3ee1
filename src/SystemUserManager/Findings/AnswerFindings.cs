using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings;

/// <param name="Until">Of <see cref="BulkAnswer.Accept"/>: the last day on which they count as dealt with.</param>
/// <param name="Owner">Of <see cref="BulkAnswer.AssignOwner"/>.</param>
/// <param name="Names">Of <see cref="BulkAnswer.Rename"/>: the new names, by system user.</param>
public sealed record AnswerFindingsRequest(
    ActRequest Act,
    IReadOnlyList<long> FindingIds,
    BulkAnswer Answer,
    DateOnly? Until = null,
    TypedPerson? Owner = null,
    IReadOnlyDictionary<long, string?>? Names = null
)
{
    /// <summary>null: none was typed.</summary>
    internal string? NameOf(ChosenFinding chosen) =>
        chosen.SystemUserId is { } id && Names?.GetValueOrDefault(id) is { } name && !string.IsNullOrWhiteSpace(name)
            ? name
            : null;
}

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
    AnswerByOperation operations,
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
        var chosen = await queries.PreviewAsync(
            request.FindingIds,
            request.Answer == BulkAnswer.Rename ? BulkAnswer.Rename : null,
            cancellationToken
        );
        if (chosen.Count == 0)
            return new NotFound("None of these findings");
        if (request.Answer == BulkAnswer.Rename && CheckNames(request, chosen).ToList() is { Count: > 0 } wrong)
            return wrong;
        var answered = new List<AnsweredFinding>();
        foreach (var finding in chosen)
        {
            db.ChangeTracker.Clear();
            var (one, refusals) = await AnswerAsync(finding, request, cancellationToken);
            if (refusals.Any(p => p is NotAllowed))
                await NoteRefusedAsync(finding, request.Answer, one.Refused!, cancellationToken);
            answered.Add(one);
        }

        return answered;
    }

    /// <summary>The page shows it in its row, so nobody else writes down that it was refused.</summary>
    private async Task NoteRefusedAsync(
        ChosenFinding chosen,
        BulkAnswer answer,
        string why,
        CancellationToken cancellationToken
    )
    {
        db.ChangeTracker.Clear();
        var portfolioId = await db
            .Findings.Where(f => f.Id == chosen.Id)
            .Select(f => f.PortfolioId)
            .SingleAsync(cancellationToken);
        db.Audit(OperationAudit.Refused($"Answer a finding: {answer}", portfolioId, chosen.About, why));
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<(AnsweredFinding, IReadOnlyList<Problem>)> AnswerAsync(
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
            _ => Asked(chosen, await operations.StartAsync(chosen, request, cancellationToken)),
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
        var now = await queries.NowAsync(chosen.Id, cancellationToken);
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

    private static (AnsweredFinding, IReadOnlyList<Problem>) Asked(ChosenFinding chosen, Result<long> asked) =>
        asked.Succeeded ? (new AnsweredFinding(chosen, asked.Value, null, null), []) : Of(chosen, asked.Problems);

    private static (AnsweredFinding, IReadOnlyList<Problem>) Of(
        ChosenFinding chosen,
        IReadOnlyList<Problem> problems
    ) =>
        problems.Count == 0
            ? (new AnsweredFinding(chosen, null, null, null), problems)
            : (
                new AnsweredFinding(
                    chosen,
                    null,
                    string.Join(' ', problems.Select(p => p.Sentence)),
                    problems.Select(p => p.Link).FirstOrDefault(l => l is not null)
                ),
                problems
            );

    /// <summary>Of those that it fits: with one name wrong none is renamed, and what was typed is kept.</summary>
    private static IEnumerable<Problem> CheckNames(AnswerFindingsRequest request, IReadOnlyList<ChosenFinding> chosen)
    {
        foreach (var one in chosen.Where(c => c.WhyNot is null).DistinctBy(c => c.SystemUserId))
        {
            var field = $"{nameof(request.Names)}[{one.SystemUserId}]";
            if (request.NameOf(one) is not { } name)
                yield return InvalidValue.Required(field, $"The new name of {one.About}");
            else if (SystemUserName.FindProblem(name) is { } wrong)
                yield return InvalidValue.Of(field, $"{wrong} Nothing was done yet.");
        }
    }

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
