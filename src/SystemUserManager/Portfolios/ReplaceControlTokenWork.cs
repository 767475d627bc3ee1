using MetaGraph.Http;
using MetaGraph.SystemUsers;
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
        var token = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        var wrong =
            !token.IsValid ? $"it is dead ({token.Error?.Message ?? "no reason given"})"
            : token.Type.Value != "SYSTEM_USER" ? $"it is of type {token.Type}, not a system user's"
            : token.AppId != session.AppId ? $"it belongs to the app {token.AppId}, not to {session.AppId}"
            : token.Scopes.All(s => s.Value != "business_management") ? "it lacks the scope business_management"
            : null;
        if (wrong is not null)
            return Refuse(run, wrong);
        var me = await session.Graph.SystemUsers.MeAsync(cancellationToken);
        var itself = await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .FirstOrDefaultAsync(s => s.Id == me.Id, cancellationToken);
        if (itself is null)
            return Refuse(run, $"its system user isn't a member of the business {session.BusinessId}");
        if (itself.Role != SystemUserRole.Admin)
            return Refuse(run, $"\"{itself.Name}\" has the role {itself.Role}; it needs ADMIN");
        run.Step.WriteFacts(
            new Proved(itself.Id.Value, itself.Name, token.ExpiresAt, TaskSet.Format(token.Scopes.Select(s => s.Value)))
        );
        return new StepResult.Done(
            $"Valid{(token.ExpiresAt is { } end ? $" until {end:yyyy-MM-dd}" : ", never expires")}, of \"{itself.Name}\", an admin of this portfolio. Scopes: {string.Join(", ", token.Scopes)}."
        );
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
