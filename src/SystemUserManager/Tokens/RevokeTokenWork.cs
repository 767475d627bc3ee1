using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>
/// The worker's half of <see cref="RevokeToken"/>. Meta comes before the vault: a token that can no longer be read is
/// one that can no longer be named. "Already gone" is success; "revoked" is said only when Meta says that it is dead.
/// </summary>
internal sealed class RevokeTokenWork(DeathWatch watch, UnheardGenerations unheard, TimeProvider time) : IOperationWork
{
    public OperationKind Kind => OperationKind.RevokeToken;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(RevokeToken.ReadFromVault, StepEffect.ReadsSecret, ReadFromVaultAsync),
            new(RevokeToken.RevokeAtMeta, StepEffect.Changes, RevokeAtMetaAsync),
            new(RevokeToken.ProveDead, StepEffect.ReadsSecret, ProveDeadAsync),
            new(RevokeToken.DisableInVault, StepEffect.Changes, DisableInVaultAsync),
        ];

    public string Summarize(Operation operation)
    {
        var proof = operation.Steps.Single(s => s.Name == RevokeToken.ProveDead).Message;
        return $"The token is dead at Meta and no enabled version in the vault holds it. {proof}";
    }

    private async Task<StepResult> ReadFromVaultAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (systemUser, token) = await SubjectAsync(run, cancellationToken);
        // Dead is for ever: whatever ended it while this one waited.
        if (token.IsDead)
            return new StepResult.Skipped($"It was ended meanwhile: {token.RevocationProof ?? "its time was over"}");
        if (await ControlProtection.FindAsync(run, token.Id, cancellationToken) is { } isProtected)
            return isProtected;
        if (token.State != TokenState.Revoking)
            await TokenHistory.EnterAsync(run.Db, token, TokenState.Revoking, time.GetUtcNow());
        if (await VaultCopies.FindValueAsync(session.Vault, token, cancellationToken) is not null)
        {
            run.Step.WriteFacts(new Readable(true));
            return new StepResult.Done("The vault still has it; its death can be proved.");
        }

        if (!await OrphanTokens.IsRevokeAllSafeAsync(run.Db, systemUser, token))
            return AskAboutOthers();
        run.Step.WriteFacts(new Readable(false));
        return new StepResult.Done(
            "The vault gives no value any more. No other token of this system user is known, so all its tokens are revoked.",
            Warning: true
        );
    }

    private async Task<StepResult> RevokeAtMetaAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (systemUser, token) = await SubjectAsync(run, cancellationToken);
        if (token.IsDead)
            return new StepResult.Skipped("It is dead already.");
        // Where it can't be named alone, all of its system user are ended.
        if (
            await ControlProtection.FindAsync(run, IsReadable(run) ? token.Id : null, cancellationToken) is
            { } isProtected
        )
            return isProtected;
        if (!IsReadable(run))
        {
            // Days may lie between that look and this: somebody may have registered another token meanwhile.
            if (!await OrphanTokens.IsRevokeAllSafeAsync(run.Db, systemUser, token))
                return AskAboutOthers();
            var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
            var revoked = await AllTokensAtMeta.RevokeAsync(run, session, id, cancellationToken);
            run.Step.WriteFacts(revoked);
            return await unheard.FindWaitAsync(run, cancellationToken)
                ?? new StepResult.Done(
                    revoked.IsGone
                        ? $"{AllTokensAtMeta.NoSuchSystemUser}, so nothing was left to revoke."
                        : "Meta ended all tokens of this system user."
                );
        }

        var value = await VaultCopies.FindValueAsync(session.Vault, token, cancellationToken);
        if (value is null)
            return StepFailures.Ask(run, "The vault gave the token's value a moment ago, and doesn't any more.");
        try
        {
            // Asking again after an unheard answer is harmless: a dead token stays dead.
            await session.Graph.Tokens.RevokeAsync(value, CancellationToken.None);
            return new StepResult.Done("Meta took the revocation.");
        }
        catch (MetaGraphException refusal)
            when (refusal
                    is { MayHaveHappened: false, Kind: GraphErrorKind.Authentication or GraphErrorKind.Validation }
            )
        {
            run.Step.TraceId = refusal.TraceId;
            return (await session.Graph.Tokens.DebugAsync(value, cancellationToken)).IsValid
                ? StepFailures.Ask(
                    run,
                    $"Meta refused to revoke it: {refusal.VendorMessage} {refusal.NextStep} The token is still alive."
                )
                : new StepResult.Done("It was dead at Meta already.");
        }
    }

    private async Task<StepResult> ProveDeadAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (_, token) = await SubjectAsync(run, cancellationToken);
        if (token.IsDead)
            return new StepResult.Skipped(token.RevocationProof ?? "Its time was over.");
        if (!IsReadable(run))
            return await DeadAsync(
                run,
                token,
                (
                    run.FindFactsOf<RevokedAtMeta>(RevokeToken.RevokeAtMeta) is { IsGone: true }
                        ? AllTokensAtMeta.NoSuchSystemUser
                        : "Revoked at Meta, which confirmed it"
                ) + "; not checked with the token itself, since its value can't be read any more."
            );
        var value = await VaultCopies.FindValueAsync(session.Vault, token, cancellationToken);
        if (value is null)
            return StepFailures.Ask(
                run,
                "The token's value can't be read from the vault any more, so its death can't be checked."
            );
        var info = await session.Graph.Tokens.DebugAsync(value, cancellationToken);
        return info.IsValid
            ? watch.StillAlive(run)
            : await DeadAsync(run, token, $"Meta says that it is invalid: {info.Error?.Message ?? "no reason given"}");
    }

    private async Task<StepResult> DisableInVaultAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (_, token) = await SubjectAsync(run, cancellationToken);
        var disabled = await VaultCopies.DisableAsync(run, session.Vault, token, cancellationToken);
        return new StepResult.Done($"No enabled version holds it; {disabled} disabled now.");
    }

    private async Task<StepResult> DeadAsync(OperationRun run, Token token, string proof)
    {
        var now = time.GetUtcNow();
        await TokenHistory.EnterAsync(run.Db, token, TokenState.Revoked, now);
        token.RevokedAt = now;
        token.RevocationProof = proof;
        return new StepResult.Done(proof);
    }

    private static StepResult.NeedsAttention AskAboutOthers() =>
        new(
            "The vault gives no value of this token any more, so it can't be revoked by itself, and other tokens of this system user are in use or not known. "
                + "Nothing was revoked. \"Revoke all tokens\" ends it and every other token of this system user.",
            [OperationChoice.RevokeAll, OperationChoice.TryAgain, OperationChoice.StopHere]
        );

    private static bool IsReadable(OperationRun run) => run.FactsOf<Readable>(RevokeToken.ReadFromVault).Value;

    private static async Task<(SystemUser SystemUser, Token Token)> SubjectAsync(
        OperationRun run,
        CancellationToken cancellationToken
    ) =>
        (
            await run.Db.SystemUsers.SingleAsync(s => s.Id == run.Operation.SystemUserId, cancellationToken),
            await run.Db.Tokens.SingleAsync(t => t.Id == run.Operation.TokenId, cancellationToken)
        );

    private sealed record Readable(bool Value);
}
