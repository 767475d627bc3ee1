using MetaGraph;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>The worker's half of <see cref="RevokeAllTokens"/>. Meta lists no tokens, so only the known ones can be proved one by one.</summary>
internal sealed class RevokeAllTokensWork(DeathWatch watch, UnheardGenerations unheard, TimeProvider time)
    : IOperationWork
{
    public OperationKind Kind => OperationKind.RevokeAllTokens;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(RevokeAllTokens.ReadFromVault, StepEffect.ReadsSecret, ReadFromVaultAsync),
            new(RevokeAllTokens.RevokeAtMeta, StepEffect.Changes, RevokeAtMetaAsync),
            new(RevokeAllTokens.ProveDead, StepEffect.ReadsSecret, ProveDeadAsync),
            new(RevokeAllTokens.DisableInVault, StepEffect.Changes, DisableInVaultAsync),
        ];

    public string Summarize(Operation operation)
    {
        var proof = operation.Steps.Single(s => s.Name == RevokeAllTokens.ProveDead).Message;
        return $"All tokens of this system user are ended at Meta. {proof}";
    }

    private async Task<StepResult> ReadFromVaultAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        if (await ControlProtection.FindAsync(run, null, cancellationToken) is { } isProtected)
            return isProtected;
        var tokens = await LiveTokensAsync(run, cancellationToken);
        var readable = new List<long>();
        foreach (var token in tokens)
        {
            if (await VaultCopies.FindValueAsync(session.Vault, token, cancellationToken) is not null)
                readable.Add(token.Id);
            if (token.State is TokenState.Active or TokenState.Rotating)
                await TokenHistory.EnterAsync(run.Db, token, TokenState.Revoking, time.GetUtcNow());
        }

        run.Step.WriteFacts(new Known([.. tokens.Select(t => t.Id)], readable));
        return tokens.Count == 0
            ? new StepResult.Done("No token is known here. That doesn't mean that none exists: Meta lists none.")
            : new StepResult.Done($"{tokens.Count} known, {readable.Count} readable, so their death can be proved.");
    }

    private async Task<StepResult> RevokeAtMetaAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        if (await ControlProtection.FindAsync(run, null, cancellationToken) is { } isProtected)
            return isProtected;
        if (await FindWhatIsInUseAsync(run, cancellationToken) is { } inUse)
            return inUse;
        var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var revoked = await AllTokensAtMeta.RevokeAsync(run, session, id, cancellationToken);
        // Meta doesn't say whether that reaches the tokens of other apps: each that is known here is asked as well.
        var others = await OtherAppsAsync(run, cancellationToken);
        foreach (var (app, otherId) in others)
        {
            var through = await run.OpenThroughAsync(app, cancellationToken);
            await AllTokensAtMeta.RevokeAsync(run, through, new GraphId(otherId), cancellationToken);
        }

        run.Step.WriteFacts(revoked);
        if (await unheard.FindWaitAsync(run, cancellationToken) is { } wait)
            return wait;
        return new StepResult.Done(
            (
                revoked.IsGone
                    ? $"{AllTokensAtMeta.NoSuchSystemUser}, so nothing was left to revoke."
                    : "Meta ended all tokens of this system user, those made elsewhere included."
            )
                + (
                    others.Count == 0
                        ? ""
                        : $" It was asked through {string.Join(", ", others.Select(o => o.App.Name))} too."
                )
        );
    }

    private async Task<StepResult> ProveDeadAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var known = run.FactsOf<Known>(RevokeAllTokens.ReadFromVault);
        var isGone = run.FindFactsOf<RevokedAtMeta>(RevokeAllTokens.RevokeAtMeta) is { IsGone: true };
        var tokens = await run.Db.Tokens.Where(t => known.TokenIds.Contains(t.Id)).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        var (checkedOnes, unchecked_) = (0, 0);
        foreach (var token in tokens)
        {
            if (token.State == TokenState.Revoked)
            {
                // Proved dead by an earlier look of this step.
                checkedOnes++;
                continue;
            }

            var proof =
                (isGone ? AllTokensAtMeta.NoSuchSystemUser : "Ended at Meta with all tokens, which confirmed it")
                + "; not checked with the token itself, since its value can't be read.";
            if (
                known.Readable.Contains(token.Id)
                && await VaultCopies.FindValueAsync(session.Vault, token, cancellationToken) is { } value
            )
            {
                var through = await ThroughItsAppAsync(run, token, session, cancellationToken);
                var info = await through.Graph.Tokens.DebugAsync(value, cancellationToken);
                if (info.IsValid)
                    return watch.StillAlive(run);
                proof = $"Meta says that it is invalid: {info.Error?.Message ?? "no reason given"}";
                checkedOnes++;
            }
            else
            {
                unchecked_++;
            }

            await TokenHistory.EnterAsync(run.Db, token, TokenState.Revoked, now);
            token.RevokedAt = now;
            token.RevocationProof = proof;
        }

        return (checkedOnes, unchecked_) switch
        {
            (0, 0) => new StepResult.Done(
                $"{(isGone ? AllTokensAtMeta.NoSuchSystemUser : "Meta confirmed it")}. No token is known here that could be checked."
            ),
            (_, 0) => new StepResult.Done($"Meta says of each of the {checkedOnes} known tokens that it is invalid."),
            _ => new StepResult.Done(
                $"Meta says of {checkedOnes} known tokens that they are invalid; {unchecked_} could not be checked with the token.",
                Warning: true
            ),
        };
    }

    private async Task<StepResult> DisableInVaultAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var known = run.FactsOf<Known>(RevokeAllTokens.ReadFromVault);
        var tokens = await run.Db.Tokens.Where(t => known.TokenIds.Contains(t.Id)).ToListAsync(cancellationToken);
        var disabled = 0;
        foreach (var token in tokens)
            disabled += await VaultCopies.DisableAsync(run, session.Vault, token, cancellationToken);
        return tokens.Count == 0
            ? new StepResult.Skipped("No secret of it is known.")
            : new StepResult.Done($"No enabled version holds one of them; {disabled} disabled now.");
    }

    /// <summary>
    /// What no person asked for hits nobody's integration: days may lie between, and another token be registered in them.
    /// </summary>
    private static async Task<StepResult?> FindWhatIsInUseAsync(OperationRun run, CancellationToken cancellationToken)
    {
        if (run.Operation.AskedById is not null)
            return null;
        var live = await LiveTokensAsync(run, cancellationToken);
        if (live.Count == 0)
            return new StepResult.Skipped("What nobody held was ended meanwhile.");
        var systemUser = await run.Db.SystemUsers.SingleAsync(
            s => s.Id == run.Operation.SystemUserId,
            cancellationToken
        );
        return live is [var orphan] && await OrphanTokens.IsRevokeAllSafeAsync(run.Db, systemUser, orphan)
            ? null
            : StepFailures.Failed(
                run,
                "Other tokens of this system user are in use or not known by now, so nothing was revoked. The token that nobody holds is named as a finding."
            );
    }

    /// <summary>The other apps that number this system user, with its id for each; those too that were removed and have live tokens here.</summary>
    private static async Task<List<(PortfolioApp App, string GraphId)>> OtherAppsAsync(
        OperationRun run,
        CancellationToken cancellationToken
    )
    {
        var joined = await run
            .Db.AppScopedSystemUsers.Where(s => s.SystemUserId == run.Operation.SystemUserId && s.GoneAt == null)
            .OrderBy(s => s.PortfolioAppId)
            .ToListAsync(cancellationToken);
        var live = await LiveTokensAsync(run, cancellationToken);
        var others = new List<(PortfolioApp, string)>();
        foreach (var one in joined)
        {
            var app = await run.Db.PortfolioApps.SingleAsync(a => a.Id == one.PortfolioAppId, cancellationToken);
            if (app.RemovedAt is null || live.Exists(t => t.AppId == app.AppId))
                others.Add((app, one.GraphId));
        }

        return others;
    }

    /// <summary>Meta tells an app only of its own tokens.</summary>
    private static async Task<PortfolioSession> ThroughItsAppAsync(
        OperationRun run,
        Token token,
        PortfolioSession session,
        CancellationToken cancellationToken
    ) =>
        await run.Db.PortfolioApps.FirstOrDefaultAsync(
            a => a.PortfolioId == token.PortfolioId && a.AppId == token.AppId,
            cancellationToken
        )
            is { } app
            ? await run.OpenThroughAsync(app, cancellationToken)
            : session;

    private static Task<List<Token>> LiveTokensAsync(OperationRun run, CancellationToken cancellationToken) =>
        run
            .Db.Tokens.Where(t => t.SystemUserId == run.Operation.SystemUserId)
            .Where(t => t.State != TokenState.Revoked && t.State != TokenState.Expired)
            .ToListAsync(cancellationToken);

    private sealed record Known(IReadOnlyList<long> TokenIds, IReadOnlyList<long> Readable);
}
