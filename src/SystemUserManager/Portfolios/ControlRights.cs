using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;

namespace SystemUserManager.Portfolios;

/// <summary>The first step of what changes something at Meta: may the portfolio act, and may the control token?</summary>
internal sealed class ControlRights(TimeProvider time)
{
    /// <param name="assigning">The kinds of assets that are about to be given or taken away.</param>
    public async Task<StepResult> CheckAsync(
        OperationRun run,
        IReadOnlyCollection<AssetKind> assigning,
        CancellationToken cancellationToken
    )
    {
        var session = await run.OpenAsync(cancellationToken);
        if (session.Mode != PortfolioMode.ObserveAndAct)
            return StepFailures.Failed(run, "This portfolio is on Observe only by now.");
        if (await ControlProtection.FindAsync(run, null, cancellationToken) is { } isProtected)
            return isProtected;
        var token = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        if (!token.IsValid)
        {
            await LoseAccessAsync(
                run,
                $"The control token is dead: {token.Error?.Message ?? "no reason given"}",
                cancellationToken
            );
            return StepFailures.Ask(
                run,
                $"The control token is dead: {token.Error?.Message} Put a new one into the vault under the same name."
            );
        }

        if (token.UserId is { } user && user.Value != await ControlSystemUserAsync(run, cancellationToken))
            return StepFailures.Ask(
                run,
                $"The control token is another system user's ({user}) than the one in the record: somebody put a new version into the vault. Nothing was changed. Read the portfolio again, then try again."
            );

        var needed = AssetKindRights.All.Where(r => assigning.Contains(r.Kind)).SelectMany(r => r.ToAssign);
        var missing = needed.Prepend("business_management").Except(token.Scopes.Select(s => s.Value)).ToList();
        return missing.Count == 0
            ? new StepResult.Done("The control token is valid and may manage this portfolio.")
            : StepFailures.Ask(
                run,
                $"The control token lacks the scope{(missing.Count == 1 ? "" : "s")} {string.Join(", ", missing)}. Make one that has {(missing.Count == 1 ? "it" : "them")} and put it into the vault."
            );
    }

    /// <summary>The one in the record, as the operation's app numbers it.</summary>
    private static async Task<string?> ControlSystemUserAsync(OperationRun run, CancellationToken cancellationToken) =>
        run.Operation.PortfolioAppId is { } id
            ? await run
                .Db.PortfolioApps.Where(a => a.Id == id)
                .Select(a => a.ControlSystemUserGraphId)
                .SingleAsync(cancellationToken)
            : await run
                .Db.Portfolios.Where(p => p.Id == run.Operation.PortfolioId)
                .Select(p => p.ControlSystemUserGraphId)
                .SingleAsync(cancellationToken);

    private async Task LoseAccessAsync(OperationRun run, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (run.Operation.PortfolioAppId is { } id)
            (await run.Db.PortfolioApps.SingleAsync(a => a.Id == id, cancellationToken)).LoseAccess(reason, now);
        else
            (await run.Db.Portfolios.SingleAsync(p => p.Id == run.Operation.PortfolioId, cancellationToken)).LoseAccess(
                reason,
                now
            );
    }
}
