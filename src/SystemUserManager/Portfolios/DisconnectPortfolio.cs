using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>There is nothing to disconnect.</summary>
public sealed record PortfolioNotConnected(string Name, string Why)
    : Problem($"{Name} {Why}, so there is nothing to disconnect. Nothing was changed.");

/// <param name="Answers">One for each system user with live tokens.</param>
public sealed record DisconnectPortfolioRequest(
    ActRequest Act,
    long PortfolioId,
    IReadOnlyCollection<LiveTokenAnswer> Answers
);

/// <summary>What the operation carries.</summary>
/// <param name="Revokes">The operations that end tokens first.</param>
public sealed record DisconnectPortfolioInput(IReadOnlyList<LiveTokenAnswer> Answers, IReadOnlyList<long> Revokes);

/// <summary>
/// Asks that reading and acting end for a portfolio. Of each system user with live tokens it is said what becomes of
/// them; where they are to be revoked, that is asked for first, and waited for. Nothing else is changed at Meta or in the
/// vault, and all that is known stays. Role needed: Administrator of the portfolio. The worker's half is
/// <see cref="DisconnectPortfolioWork"/>.
/// </summary>
public sealed class DisconnectPortfolio(
    AppDb db,
    CurrentUser user,
    AskOperation ask,
    DisconnectQueries held,
    RevokeAllTokens revokeAll
)
{
    public const string WaitForRevokes = "Wait for what is to be revoked";
    public const string StopAll = "Stop reading and acting";

    public const int LongestWords = 300;

    public static readonly IReadOnlyList<string> Plan = [WaitForRevokes, StopAll];

    public async Task<Result<long>> AskAsync(DisconnectPortfolioRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.May(Role.Administrator, portfolio.Id))
            return new NotAllowed("disconnect this portfolio");
        if (WhyNot(portfolio) is { } not)
            return not;
        if (await FindOpenAsync(portfolio.Id, cancellationToken) is { } open)
            return open;
        var live = await held.LiveAsync(portfolio.Id, cancellationToken);
        var answers = request.Answers.Where(a => live.Any(l => l.SystemUserId == a.SystemUserId)).ToList();
        var problems = live.SelectMany(l => Check(portfolio, l, answers)).Concat(request.Act.Check()).ToList();
        if (problems.Count > 0)
            return problems;
        var revokes = await AskForRevokesAsync(request.Act, answers, cancellationToken);
        if (!revokes.Succeeded)
            return revokes.Problems.ToList();

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync($"disconnect {portfolio.Id}", cancellationToken);
        // Again behind the lock: somebody else may have asked meanwhile.
        if (await FindOpenAsync(portfolio.Id, cancellationToken) is { } other)
            return other;
        var operation = ask.New(
            OperationKind.DisconnectPortfolio,
            portfolio.Id,
            $"Disconnect {portfolio.Name}",
            request.Act,
            isChange: false
        );
        operation.WriteInput(
            new DisconnectPortfolioInput(
                [
                    .. answers.Select(a =>
                        a with
                        {
                            Words = a.Choice == LiveTokenChoice.Revoke ? null : a.Words!.Trim(),
                        }
                    ),
                ],
                revokes.Value
            )
        );
        var saved = await ask.SaveAsync(operation, Plan, InWords(live, answers), cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>null: it can be disconnected.</summary>
    public static Problem? WhyNot(Portfolio portfolio) =>
        portfolio.State switch
        {
            PortfolioState.Connected or PortfolioState.NoAccess => null,
            PortfolioState.Disconnected => new PortfolioNotConnected(portfolio.Name, "is disconnected already"),
            PortfolioState.Connecting => new PortfolioNotConnected(portfolio.Name, "is being connected"),
            _ => new PortfolioNotConnected(portfolio.Name, "isn't connected"),
        };

    internal static string InWords(IEnumerable<LiveTokens> live, IReadOnlyCollection<LiveTokenAnswer> answers)
    {
        var words = live.Select(l =>
                answers.FirstOrDefault(a => a.SystemUserId == l.SystemUserId) is { } answer
                    ? $"{l.Name}: {DisconnectQueries.InWords(answer)}"
                    : $"{l.Name}: live, nobody said what becomes of it"
            )
            .ToList();
        return words.Count == 0 ? "none is known" : string.Join("; ", words);
    }

    private Task<long?> FindOpenAsync(long portfolioId, CancellationToken cancellationToken) =>
        db
            .Operations.Where(o => o.PortfolioId == portfolioId && o.Kind == OperationKind.DisconnectPortfolio)
            .Where(o => o.State != OperationState.Done && o.State != OperationState.Failed)
            .Select(o => (long?)o.Id)
            .FirstOrDefaultAsync(cancellationToken);

    private static IEnumerable<Problem> Check(
        Portfolio portfolio,
        LiveTokens live,
        IReadOnlyCollection<LiveTokenAnswer> answers
    )
    {
        var field = $"Answers.{live.SystemUserId}";
        var answer = answers.FirstOrDefault(a => a.SystemUserId == live.SystemUserId);
        if (answer is null || !Enum.IsDefined(answer.Choice))
            yield return InvalidValue.Of(
                field,
                $"Say what becomes of the live tokens of {live.Name}. Nothing was done yet."
            );
        else if (answer.Choice == LiveTokenChoice.Revoke && live.IsControl)
            yield return InvalidValue.Of(
                field,
                $"This tool acts through {live.Name}, so it can't revoke its token itself. Hand it over or keep it, and revoke it in Meta Business Suite after disconnecting."
            );
        else if (answer.Choice == LiveTokenChoice.Revoke && PortfolioRules.WhyItCannotAct(portfolio) is { } why)
            yield return InvalidValue.Of(
                field,
                $"The tokens of {live.Name} can't be revoked here: {why} Nothing was done yet."
            );
        else if (answer.Choice != LiveTokenChoice.Revoke && FindWordsProblem(answer, live.Name) is { } wrong)
            yield return InvalidValue.Of(field, wrong);
    }

    private static string? FindWordsProblem(LiveTokenAnswer answer, string name) =>
        string.IsNullOrWhiteSpace(answer.Words)
            ? answer.Choice == LiveTokenChoice.HandOver
                ? $"Say to whom the tokens of {name} are handed over, with a contact. Nothing was done yet."
                : $"Say why the tokens of {name} are kept. Nothing was done yet."
            : answer.Words.Length > LongestWords
                ? $"What is said of {name} is longer than {LongestWords} characters. Nothing was done yet: shorten it."
                : ConnectPortfolio.LooksLikeASecret(answer.Words)
                    ? $"What is said of {name} looks like a token or a secret itself. Nothing was kept; if it was real, replace it."
                    : null;

    private async Task<Result<IReadOnlyList<long>>> AskForRevokesAsync(
        ActRequest act,
        IEnumerable<LiveTokenAnswer> answers,
        CancellationToken cancellationToken
    )
    {
        var asked = new List<long>();
        foreach (var answer in answers.Where(a => a.Choice == LiveTokenChoice.Revoke))
        {
            var key = DerivedKey.Of(act.RequestKey, $"revoke {answer.SystemUserId}");
            var result = await revokeAll.AskAsync(
                new RevokeAllTokensRequest(act with { RequestKey = key }, answer.SystemUserId),
                cancellationToken
            );
            if (result.Succeeded)
                asked.Add(result.Value);
            // What somebody else asked for is waited for as well.
            else if (result.Problems is not [RevokeUnderWay])
                return result.Problems.ToList();
        }

        return asked;
    }
}
