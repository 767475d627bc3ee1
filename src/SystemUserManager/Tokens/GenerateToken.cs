using MetaGraph;
using MetaGraph.Http;
using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>
/// The step of <see cref="IssueTokenSteps"/> at which a token comes to be: generated, and in the next line of the code
/// written under <c>&lt;name&gt;-pending</c>. A try that was not heard of is settled before another is made.
/// </summary>
internal sealed class GenerateToken(OrphanTokens orphans, StagingWrite staging, TimeProvider time)
{
    private static readonly TimeSpan SixtyDays = TimeSpan.FromDays(60);

    public async Task<StepResult> RunAsync(OperationRun run, TokenRequest request, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (systemUser, token) = await IssueSubject.FindAsync(run, cancellationToken);
        if (run.Operation.TakeChoice(OperationChoice.UseSixtyDays))
        {
            token.AskedLifetime = TokenLifetime.SixtyDays;
            await run.RememberAsync();
        }

        var asked = request.Lifetime;
        request = request with { Lifetime = token.AskedLifetime ?? asked };
        var pending = SecretName.Pending(token.SecretName);
        if (run.IsRepeat)
        {
            if (
                !WasRefused(run)
                && await SettleAsync(run, session, systemUser, token, request, cancellationToken) is { } settled
            )
                return settled;
            // Before anything is asked again: from here on the last try's traces and refusal speak of the past.
            run.NewAttempt();
            await run.RememberAsync(new Reservation(token.SecretName));
        }

        // Its own renewal alone makes tokens of what this product acts through.
        if (
            run.Operation.Kind != OperationKind.RenewControlToken
            && await ControlProtection.FindAsync(run, null, cancellationToken) is { } isProtected
        )
            return isProtected;
        var tags = IssueSubject.Tags(run, session, systemUser, token);
        try
        {
            await session.Vault.TryWritesAsync(run.Db, pending, tags);
        }
        catch (VaultException)
        {
            NoteRefused(run);
            throw;
        }

        var scopes = request.Scopes.Select(s => new Scope(s)).ToList();
        DateTimeOffset? expiresAt = request.Lifetime == TokenLifetime.SixtyDays ? time.GetUtcNow() + SixtyDays : null;
        var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        AccessToken value;
        try
        {
            // From here on a token may exist that only this method holds: nothing may cancel what follows.
            value = await session.Graph.Tokens.GenerateAsync(
                id,
                session.AppId,
                scopes,
                request.Lifetime,
                CancellationToken.None
            );
        }
        catch (MetaGraphException refusal)
            when (request.Lifetime == TokenLifetime.Never
                && refusal is { MayHaveHappened: false, Kind: GraphErrorKind.Validation }
            )
        {
            NoteRefused(run);
            return AskForSixtyDays(run, refusal);
        }
        catch (Exception notMade)
            when (notMade is GraphLimitNearException or MetaGraphException { MayHaveHappened: false })
        {
            NoteRefused(run);
            throw;
        }

        await run.PassAsync(IssueToken.TokenInHand);
        string? version;
        try
        {
            version = await staging.WriteAsync(session.Vault, pending, value, tags, expiresAt, run.Stopping);
        }
        catch (Exception)
        {
            // Whatever it was, the value is in our hand now and never again: it is ended.
            version = null;
        }

        if (version is null)
            return await orphans.EndUnstoredAsync(run, session, systemUser, token, value);
        Staged(token, request, value.Sha256);
        if (request.Lifetime != asked)
            await LearnExpiryRuleAsync(run, session);
        run.Step.WriteFacts(new StagedFacts(version));
        return new StepResult.Done("Generated, and written into the vault at once. Nobody has seen it.");
    }

    /// <summary>Surely no token was made by the last try: there is nothing to look for, and nothing to end.</summary>
    private static bool WasRefused(OperationRun run) => run.Step.ReadFacts<Refusal>()?.Attempt == run.Step.AttemptId;

    private static void NoteRefused(OperationRun run) => run.Step.WriteFacts(new Refusal(run.Step.AttemptId!.Value));

    /// <summary>After a try that may have made a token. null: none of it is alive any more, generate again.</summary>
    private async Task<StepResult?> SettleAsync(
        OperationRun run,
        PortfolioSession session,
        SystemUser systemUser,
        Token token,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        var staged = await session.Vault.FindOfAttemptAsync(
            SecretName.Pending(token.SecretName),
            run.Step.AttemptId!.Value,
            cancellationToken
        );
        return staged is not null
            ? await RecordStagedAsync(run, session, token, request, staged, cancellationToken)
            : await orphans.EndPossibleOrphanAsync(run, session, systemUser, token);
    }

    private async Task<StepResult> RecordStagedAsync(
        OperationRun run,
        PortfolioSession session,
        Token token,
        TokenRequest request,
        string version,
        CancellationToken cancellationToken
    )
    {
        await run.NoteSecretReadAsync(SecretName.Pending(token.SecretName));
        var staged = await session.Vault.ReadTokenAsync(
            SecretName.Pending(token.SecretName),
            version,
            cancellationToken
        );
        Staged(token, request, staged.Value.Sha256);
        run.Step.WriteFacts(new StagedFacts(version));
        return new StepResult.Done("It was generated and written into the vault before the interruption.");
    }

    private void Staged(Token token, TokenRequest request, string sha256)
    {
        token.ValueSha256 = sha256;
        token.IssuedAt = time.GetUtcNow();
        token.NeverExpires = request.Lifetime == TokenLifetime.Never;
    }

    private static StepResult.NeedsAttention AskForSixtyDays(OperationRun run, MetaGraphException refusal)
    {
        run.Step.TraceId = refusal.TraceId;
        return new StepResult.NeedsAttention(
            $"Meta refused a token that never expires: {refusal.UserMessage ?? refusal.VendorMessage} Perhaps this portfolio must use expiring tokens: ask for 60 days. No token was made.",
            [OperationChoice.UseSixtyDays, OperationChoice.TryAgain, OperationChoice.StopHere]
        );
    }

    /// <summary>Meta refused never and took 60 days: only both together say that the rule is about the expiry.</summary>
    private static async Task LearnExpiryRuleAsync(OperationRun run, PortfolioSession session)
    {
        var portfolio = await run.Db.Portfolios.SingleAsync(p => p.Id == session.PortfolioId);
        portfolio.ExpiryRule = ExpiryRule.MustExpire;
    }

    private sealed record Refusal(Guid Attempt);
}
