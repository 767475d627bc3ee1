using MetaGraph.Http;
using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>
/// The worker's half of <see cref="RenewControlToken"/>: issues a token with the same scopes as any other is issued, as a
/// new version of the same secret, and ends the old one when nobody can be acting with it any more.
/// </summary>
internal sealed class RenewControlTokenWork(IssueTokenSteps issue, DeathWatch watch, TimeProvider time) : IOperationWork
{
    // Longer than any run of a worker that opened its session with the old one.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    public OperationKind Kind => OperationKind.RenewControlToken;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(RenewControlToken.LookAtIt, StepEffect.Reads, LookAsync),
            .. issue.Steps(Asked).Select(OnlyEndByItself),
            new(RenewControlToken.ActThroughIt, StepEffect.ReadsSecret, ActThroughItAsync),
            new(RenewControlToken.EndTheOld, StepEffect.Changes, EndTheOldAsync),
        ];

    public string Summarize(Operation operation) =>
        $"This tool acts through the new token now. {operation.Steps.Single(s => s.Name == RenewControlToken.EndTheOld).Message}";

    private async Task<StepResult> LookAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var token = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        var access = await AccessAsync(run, cancellationToken);
        if (!token.IsValid)
        {
            access.LoseAccess(
                $"The control token is dead: {token.Error?.Message ?? "no reason given"}",
                time.GetUtcNow()
            );
            return StepFailures.Failed(
                run,
                $"The control token is dead already, so it can't be renewed. Replace it: {access.WhereToReplace}."
            );
        }

        // A person may have put another one into the vault meanwhile.
        access.NoteControlToken(token.ExpiresAt, time.GetUtcNow());
        if (token.UserId != await SystemUserOf.GraphIdAsync(run, cancellationToken))
            return StepFailures.Failed(run, "The control token is another system user's by now. Nothing was made.");
        if (token.ExpiresAt is not { } end || end - time.GetUtcNow() > RenewControlToken.Before)
            return StepFailures.Failed(run, "Another control token is in the vault already, and lives long enough.");
        var secretName = await SystemUserOf.SecretNameAsync(run, access.ControlTokenSecret, cancellationToken);
        if (!SecretName.IsSame(secretName, access.ControlTokenSecret))
            return StepFailures.Failed(
                run,
                $"Its system user has a secret of its own, \"{secretName}\". Replace the control token by a person's hand: {access.WhereToReplace}."
            );
        run.Step.WriteFacts(new InUse([.. token.Scopes.Select(s => s.Value)], session.Credentials.Token.Sha256));
        return new StepResult.Done(
            $"It ends on {end:yyyy-MM-dd}. The new one gets the same scopes: {string.Join(", ", token.Scopes)}."
        );
    }

    private static TokenRequest Asked(OperationRun run) =>
        new(run.FactsOf<InUse>(RenewControlToken.LookAtIt).Scopes, TokenLifetime.SixtyDays, null);

    /// <summary>Revoking all tokens would end the one that we act with: what got lost is named, and dies by itself.</summary>
    private static WorkStep OnlyEndByItself(WorkStep step) =>
        step with
        {
            Do = async (run, cancellationToken) =>
            {
                var result = await step.Do(run, cancellationToken);
                return result is StepResult.NeedsAttention stands && stands.Choices.Contains(OperationChoice.RevokeAll)
                    ? StepFailures.Failed(
                        run,
                        "Meta didn't answer when the new token was generated: one that nobody holds may be alive, and dies by itself within 60 days. The old control token is in use as before; renewing is tried again tomorrow."
                    )
                    : result;
            },
        };

    private async Task<StepResult> ActThroughItAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var token = await run.Db.Tokens.SingleAsync(t => t.IssueOperationId == run.Operation.Id, cancellationToken);
        var newest = await session.Vault.ReadTokenAsync(token.SecretName, null, cancellationToken);
        if (newest.Value.Sha256 != token.ValueSha256)
            return StepFailures.Ask(
                run,
                $"\"{token.SecretName}\" holds something newer than the token just issued. Both live; nothing was ended."
            );
        var access = await AccessAsync(run, cancellationToken);
        access.NoteControlToken(token.ExpiresAt, time.GetUtcNow());
        if (access is Portfolio portfolio)
            portfolio.ControlTokenScopes = token.Scopes;
        foreach (var old in await OldOnesAsync(run, token, TokenState.Active, cancellationToken))
            await TokenHistory.EnterAsync(run.Db, old, TokenState.Rotating, time.GetUtcNow());
        return new StepResult.Done($"Whatever begins from now on acts with it, until {token.ExpiresAt:yyyy-MM-dd}.");
    }

    private async Task<StepResult> EndTheOldAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var since = run.Operation.Steps.Single(s => s.Name == RenewControlToken.ActThroughIt).EndedAt;
        var left = since + Overlap - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            return new StepResult.Later(left.Value, "What began with the old one is let finish.");
        var session = await run.OpenAsync(cancellationToken);
        var token = await run.Db.Tokens.SingleAsync(t => t.IssueOperationId == run.Operation.Id, cancellationToken);
        var dead = run.Step.ReadFacts<Ended>()?.TokenIds ?? [];
        // Not what a person put there since: that is the control token by now.
        var old = await OldOnesAsync(run, token, TokenState.Rotating, cancellationToken);
        old.RemoveAll(t => t.ValueSha256 == session.Credentials.Token.Sha256);
        old.AddRange(await run.Db.Tokens.Where(t => dead.Contains(t.Id)).ToListAsync(cancellationToken));
        foreach (var one in old)
        {
            if (!dead.Contains(one.Id))
            {
                if (await VaultCopies.FindValueAsync(session.Vault, one, cancellationToken) is not { } value)
                    continue;
                await TryRevokeAsync(session, value);
                var info = await session.Graph.Tokens.DebugAsync(value, cancellationToken);
                if (info.IsValid)
                    return watch.StillAlive(run);
                one.RevokedAt = time.GetUtcNow();
                one.RevocationProof =
                    $"Renewed; Meta says that it is invalid: {info.Error?.Message ?? "no reason given"}";
                await TokenHistory.EnterAsync(run.Db, one, TokenState.Revoked, time.GetUtcNow());
                // Before its copy is disabled: afterwards nobody could read it and ask Meta again.
                dead = [.. dead, one.Id];
                await run.RememberAsync(new Ended(dead));
            }

            await VaultCopies.DisableAsync(run, session.Vault, one, cancellationToken);
        }

        var unreadable = old.Where(t => t.State != TokenState.Revoked).ToList();
        return unreadable.Count == 0
            ? new StepResult.Done("The old one is dead at Meta, and no enabled version in the vault holds it.")
            : new StepResult.Done(
                $"The vault gives no value of the old one any more, so it couldn't be ended; it dies by itself by {unreadable.Max(t => t.ExpiresAt):yyyy-MM-dd}.",
                Warning: true
            );
    }

    /// <summary>"Dead already" is as good; what counts is what Meta says of it afterwards.</summary>
    private static async Task TryRevokeAsync(PortfolioSession session, MetaGraph.AccessToken value)
    {
        try
        {
            await session.Graph.Tokens.RevokeAsync(value, CancellationToken.None);
        }
        catch (MetaGraphException refusal)
            when (refusal
                    is { MayHaveHappened: false, Kind: GraphErrorKind.Authentication or GraphErrorKind.Validation }
            ) { }
    }

    /// <summary>Live ones in the same secret; what others may hold of the same system user isn't ours to end.</summary>
    private static Task<List<Token>> OldOnesAsync(
        OperationRun run,
        Token token,
        TokenState state,
        CancellationToken cancellationToken
    ) =>
        run
            .Db.Tokens.Where(t => t.SystemUserId == token.SystemUserId && t.Id != token.Id)
            .Where(t => t.SecretName == token.SecretName && t.ValueSha256 != null)
            .Where(t => t.State == state)
            .ToListAsync(cancellationToken);

    private static async Task<IControlAccess> AccessAsync(OperationRun run, CancellationToken cancellationToken) =>
        run.Operation.PortfolioAppId is { } app
            ? await run.Db.PortfolioApps.SingleAsync(a => a.Id == app, cancellationToken)
            : await run.Db.Portfolios.SingleAsync(p => p.Id == run.Operation.PortfolioId, cancellationToken);

    /// <summary>Dead at Meta, proved; their copies in the vault may still be enabled.</summary>
    private sealed record Ended(IReadOnlyList<long> TokenIds);

    private sealed record InUse(IReadOnlyList<string> Scopes, string Sha256);
}
