using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

public sealed record ReadPortfolioRequest(ActRequest Act, long PortfolioId);

/// <summary>Asks that a portfolio be read again now. Changes nothing at Meta or in the vault. Role needed: Offboarder.</summary>
public sealed class ReadPortfolio(AppDb db, CurrentUser user, AskOperation ask)
{
    public const string ReadInventory = "Read the inventory";

    public static readonly IReadOnlyList<string> Plan = [ReadInventory];

    public async Task<Result<long>> AskAsync(ReadPortfolioRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var portfolio = await db.Portfolios.FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return new NotFound("This portfolio");
        if (!user.May(Role.Offboarder, portfolio.Id))
            return new NotAllowed("start a read");
        if (portfolio is { DisconnectedAt: null, State: PortfolioState.Connecting or PortfolioState.NotConnected })
            return new PortfolioCannotBeRead(portfolio.Name);
        if (portfolio.DisconnectedAt is not null)
            return new PortfolioCannotAct(PortfolioRules.WhyItCannotBeRead(portfolio)!);
        var running = await db
            .Operations.Where(o => o.PortfolioId == portfolio.Id && o.Kind == OperationKind.ReadPortfolio)
            .Where(o => o.State == OperationState.Waiting || o.State == OperationState.Running)
            .Select(o => (long?)o.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (running is { } id)
            return id;
        var operation = ask.New(
            OperationKind.ReadPortfolio,
            portfolio.Id,
            $"Read {portfolio.Name}",
            request.Act,
            isChange: false
        );
        return await ask.SaveAsync(operation, Plan, null, cancellationToken);
    }
}

/// <summary>The portfolio was never connected.</summary>
public sealed record PortfolioCannotBeRead(string Name)
    : Problem($"{Name} isn't connected yet, so it can't be read. Finish connecting it first.");

/// <summary>The worker's half of <see cref="ReadPortfolio"/>.</summary>
internal sealed class ReadPortfolioWork(
    InventoryReader inventory,
    AppReader apps,
    ControlTokenInUse inUse,
    LookAfterRead look,
    TimeProvider time
) : IOperationWork
{
    public OperationKind Kind => OperationKind.ReadPortfolio;

    public IReadOnlyList<WorkStep> Steps => [new(ReadPortfolio.ReadInventory, StepEffect.Reads, ReadAsync)];

    public string Summarize(Operation operation) => operation.Steps[0].Message!;

    private async Task<StepResult> ReadAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var portfolio = await run.Db.Portfolios.SingleAsync(p => p.Id == run.Operation.PortfolioId, cancellationToken);
        PortfolioSession session;
        try
        {
            session = await run.OpenAsync(cancellationToken);
        }
        catch (VaultException failure) when (IsDefinite(failure))
        {
            portfolio.LoseAccess(failure.Message, time.GetUtcNow());
            return StepFailures.Ask(run, $"{failure.Message} Nothing has been read since.");
        }

        try
        {
            var read = await inventory.ReadAsync(run, session, cancellationToken);
            portfolio.RegainAccess();
            await run.RememberAsync();
            var news = await inUse.LookAsync(run, session, portfolio, cancellationToken);
            var through = await apps.ReadAllAsync(run, session, cancellationToken);
            await look.LookAsync(session.PortfolioId, cancellationToken);
            return new StepResult.Done(
                string.Join(
                    ' ',
                    [read.Words, .. news is null ? [] : new[] { news.Words }, .. through.Select(t => t.Words)]
                ),
                Warning: read.NotRead.Count > 0 || news is { IsWrong: true } || through.Any(t => !t.IsRead)
            );
        }
        catch (MetaGraphException refusal) when (refusal.Kind == GraphErrorKind.Authentication)
        {
            run.Step.TraceId = refusal.TraceId;
            portfolio.LoseAccess($"Meta refused the control token: {refusal.VendorMessage}", time.GetUtcNow());
            return StepFailures.Ask(
                run,
                $"Meta refused the control token: {refusal.VendorMessage} Nothing has been read since. Put a working one into the vault under the same name, then try again."
            );
        }
    }

    /// <summary>Waiting doesn't mend it: the secrets that it acts with aren't to be had.</summary>
    private static bool IsDefinite(VaultException failure) =>
        failure.Failure
            is VaultFailure.NotFound
                or VaultFailure.Disabled
                or VaultFailure.Forbidden
                or VaultFailure.Unusable;
}
