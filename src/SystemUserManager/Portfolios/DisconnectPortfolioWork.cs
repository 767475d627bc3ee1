using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>The worker's half of <see cref="DisconnectPortfolio"/>. It asks neither Meta nor the vault anything.</summary>
internal sealed class DisconnectPortfolioWork(TimeProvider time) : IOperationWork
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    public OperationKind Kind => OperationKind.DisconnectPortfolio;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(DisconnectPortfolio.WaitForRevokes, StepEffect.Reads, WaitForRevokesAsync),
            new(DisconnectPortfolio.StopAll, StepEffect.Reads, StopAllAsync),
        ];

    public string Summarize(Operation operation) =>
        $"Disconnected. {operation.Steps.Single(s => s.Name == DisconnectPortfolio.StopAll).Message}";

    private static async Task<StepResult> WaitForRevokesAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var own = run.Input<DisconnectPortfolioInput>().Revokes;
        var revokes = await run
            .Db.Operations.AsNoTracking()
            .Where(o => o.PortfolioId == run.Operation.PortfolioId)
            .Where(o => o.Kind == OperationKind.RevokeToken || o.Kind == OperationKind.RevokeAllTokens)
            .Where(o => own.Contains(o.Id) || (o.State != OperationState.Done && o.State != OperationState.Failed))
            .OrderBy(o => o.Id)
            .ToListAsync(cancellationToken);
        var standing = revokes.Where(o => o.State is OperationState.Failed or OperationState.NeedsAttention).ToList();
        var waiting = revokes.Where(o => o.State is OperationState.Waiting or OperationState.Running).ToList();
        var goOn = run.Operation.TakeChoice(OperationChoice.DisconnectAnyway);
        if (waiting.Count > 0 && !goOn)
            return new StepResult.Later(LookAgain, $"Waits until it has ended: {Titles(waiting)}.");
        if (standing.Count == 0 && waiting.Count == 0)
            return revokes.Count == 0
                ? new StepResult.Skipped("Nothing is to be revoked first.")
                : new StepResult.Done($"Ended and proved: {Titles(revokes)}.");
        return goOn
            ? new StepResult.Done(
                $"Not proved dead, and gone on without by decision: {Titles(standing.Concat(waiting))}.",
                Warning: true
            )
            : new StepResult.NeedsAttention(
                $"What was to be revoked isn't proved dead: {Titles(standing)}. Nothing is disconnected yet. Look at that operation and try again here once it has ended, disconnect all the same (its tokens stay listed as live), or stop here.",
                OperationChoice.TryAgain,
                OperationChoice.DisconnectAnyway,
                OperationChoice.StopHere
            );
    }

    /// <summary>In one transaction of its own: what was disconnected can't begin anything new.</summary>
    private async Task<StepResult> StopAllAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var (db, now) = (run.Db, time.GetUtcNow());
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == run.Operation.PortfolioId, cancellationToken);
        if (portfolio.DisconnectedAt is not null)
            return new StepResult.Done(await StillLiveAsync(db, portfolio.Id, cancellationToken));
        if (DisconnectPortfolio.WhyNot(portfolio) is { } not)
            return new StepResult.Failed(not.Sentence);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var others = db.Operations.Where(o => o.PortfolioId == portfolio.Id && o.Id != run.Operation.Id);
        var open = others.Where(o => o.State == OperationState.Waiting || o.State == OperationState.NeedsAttention);
        // This takes the rows until the commit, so that no worker picks one up meanwhile.
        await open.ExecuteUpdateAsync(o => o.SetProperty(x => x.StopRequested, true), cancellationToken);
        var running = await others
            .Where(o => o.State == OperationState.Running)
            .Select(o => o.Title)
            .ToListAsync(cancellationToken);
        if (running.Count > 0)
        {
            await transaction.RollbackAsync(cancellationToken);
            return new StepResult.Later(LookAgain, $"Waits until it has ended: {string.Join("; ", running)}.");
        }

        foreach (var other in await open.Include(o => o.Steps).ToListAsync(cancellationToken))
        {
            other.End(
                OperationState.Failed,
                $"Stopped, because {portfolio.Name} was disconnected. {Progress.Of(other)}",
                now
            );
            other.Version++;
            db.Audit(OperationAudit.Ended(other));
            await TokenHistory.SettleAsync(db, other, now);
        }

        var before = portfolio.State == PortfolioState.NoAccess ? "No access" : "Connected";
        portfolio.Disconnect(run.Operation.AskedByName, now);
        var decided = await DecidedAsync(db, run, cancellationToken);
        db.Audit(PortfolioAudit.Disconnected(portfolio, before, run.Operation.Reason, decided));
        run.Operation.Version++;
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return new StepResult.Done(await StillLiveAsync(db, portfolio.Id, cancellationToken));
    }

    private async Task<string> StillLiveAsync(AppDb db, long portfolioId, CancellationToken cancellationToken)
    {
        var live = await DisconnectQueries
            .Live(db, time.GetUtcNow())
            .CountAsync(t => t.PortfolioId == portfolioId, cancellationToken);
        return live switch
        {
            0 => "Nothing is read or done there any more. No live token is known there.",
            1 => "Nothing is read or done there any more. 1 live token is still known there.",
            _ => $"Nothing is read or done there any more. {live} live tokens are still known there.",
        };
    }

    private async Task<string> DecidedAsync(AppDb db, OperationRun run, CancellationToken cancellationToken)
    {
        var answers = run.Input<DisconnectPortfolioInput>().Answers;
        var live = await DisconnectQueries
            .Live(db, time.GetUtcNow())
            .Where(t => t.PortfolioId == run.Operation.PortfolioId)
            .Select(t => t.SystemUserId)
            .Distinct()
            .ToListAsync(cancellationToken);
        var ids = live.Concat(answers.Select(a => a.SystemUserId)).Distinct().ToList();
        var systemUsers = await db
            .SystemUsers.Where(s => ids.Contains(s.Id))
            .OrderBy(s => s.NameKey)
            .Select(s => new LiveTokens(s.Id, s.Name, false, null, null, new List<LiveToken>(), null))
            .ToListAsync(cancellationToken);
        return DisconnectPortfolio.InWords(systemUsers, [.. answers]);
    }

    private static string Titles(IEnumerable<Operation> operations) =>
        string.Join("; ", operations.Select(o => o.Title));
}
