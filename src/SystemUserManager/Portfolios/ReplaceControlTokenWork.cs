using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;

namespace SystemUserManager.Portfolios;

/// <summary>
/// The worker's half of <see cref="ReplaceControlToken"/>. Its session is opened with the new token; until all is proved
/// the portfolio keeps the old one.
/// </summary>
internal sealed class ReplaceControlTokenWork(ControlTokenRecord record, TimeProvider time) : IOperationWork
{
    public OperationKind Kind => OperationKind.ReplaceControlToken;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(ReplaceControlToken.ReadFromVault, StepEffect.Reads, ReadAsync),
            new(ReplaceControlToken.ProveIt, StepEffect.Reads, ProveAsync),
            new(ReplaceControlToken.ActThroughIt, StepEffect.Reads, ActThroughItAsync),
        ];

    public string Summarize(Operation operation) => operation.Steps.OrderBy(s => s.Number).Last().Message!;

    public StepResult? Explain(OperationRun run, Exception failure) =>
        failure
            is MetaGraphException
            {
                Kind: GraphErrorKind.Validation or GraphErrorKind.Authentication or GraphErrorKind.Permission
            } refusal
            ? StepFailures.Ask(
                run,
                $"Meta refused the new token: {refusal.VendorMessage} The old one is in use as before. Put it right in the vault and try again, or end this here."
            )
            : null;

    private static async Task<StepResult> ReadAsync(OperationRun run, CancellationToken cancellationToken)
    {
        await run.OpenAsync(cancellationToken);
        return new StepResult.Done("It is there, and so is the app's secret.");
    }

    private static async Task<StepResult> ProveAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var verdict = await ControlTokenProof.ProveAsync(session, cancellationToken);
        if (verdict is not { Wrong: null, Itself: { } itself })
            return Refuse(run, verdict.Wrong!);
        run.Step.WriteFacts(
            new Proved(
                itself.Id.Value,
                itself.Name,
                verdict.Token.ExpiresAt,
                TaskSet.Format(verdict.Token.Scopes.Select(s => s.Value))
            )
        );
        return new StepResult.Done(verdict.Words);
    }

    private async Task<StepResult> ActThroughItAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var proved = run.FactsOf<Proved>(ReplaceControlToken.ProveIt);
        var portfolio = await run.Db.Portfolios.SingleAsync(p => p.Id == session.PortfolioId, cancellationToken);
        var before = PortfolioAudit.Values(portfolio);
        var old = portfolio.ControlTokenSecret;
        portfolio.ControlTokenSecret = run.Input<ReplaceControlTokenInput>().SecretName;
        portfolio.ControlSystemUserGraphId = proved.SystemUserGraphId;
        portfolio.ControlTokenExpiresAt = proved.ExpiresAt;
        portfolio.ControlTokenCheckedAt = time.GetUtcNow();
        portfolio.ControlTokenScopes = proved.Scopes;
        portfolio.RegainAccess();
        await ControlSecret.MoveAsync(run.Db, portfolio, old, cancellationToken);
        run.Db.Audit(PortfolioAudit.ControlTokenReplaced(portfolio, before, run.Operation.Reason));
        await record.RecordAsync(run, session, cancellationToken);
        return new StepResult.Done(
            $"This tool acts through \"{proved.Name}\" with \"{portfolio.ControlTokenSecret}\" from now on. The token in \"{old}\" lives on: revoke it once nothing else uses it."
        );
    }

    private static StepResult Refuse(OperationRun run, string why) =>
        StepFailures.Ask(
            run,
            $"It can't be the control token: {why}. The old one is in use as before. Put another one into the vault and try again, or end this here."
        );

    private sealed record Proved(string SystemUserGraphId, string Name, DateTimeOffset? ExpiresAt, string Scopes);
}
