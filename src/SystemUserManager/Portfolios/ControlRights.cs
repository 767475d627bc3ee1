using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;

namespace SystemUserManager.Portfolios;

/// <summary>The first step of whatever changes a portfolio: it may act, and the control token is alive and may manage it.</summary>
internal sealed class ControlRights(TimeProvider time)
{
    public async Task<StepResult> CheckAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        if (session.Mode != PortfolioMode.ObserveAndAct)
            return StepFailures.Failed(run, "This portfolio is on Observe only by now.");
        var token = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        if (!token.IsValid)
        {
            (await run.Db.Portfolios.SingleAsync(p => p.Id == session.PortfolioId, cancellationToken)).LoseAccess(
                $"The control token is dead: {token.Error?.Message ?? "no reason given"}",
                time.GetUtcNow()
            );
            return StepFailures.Ask(
                run,
                $"The control token is dead: {token.Error?.Message} Put a new one into the vault under the same name."
            );
        }

        if (token.Scopes.All(s => s.Value != "business_management"))
            return StepFailures.Ask(
                run,
                "The control token lacks the scope business_management. Make one that has it and put it into the vault."
            );
        return new StepResult.Done("The control token is valid and may manage this portfolio.");
    }
}
