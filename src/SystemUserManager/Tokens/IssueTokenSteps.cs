using MetaGraph;
using MetaGraph.Http;
using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>
/// The worker's half of <see cref="IssueToken"/>, the same for a new system user and an existing one: prove that the
/// vault can be written, generate and write in the next line, prove the copy read back from the vault, publish it,
/// disable the staged copy. An unproved value is never under the live name.
/// </summary>
internal sealed class IssueTokenSteps(TokenProof proof, OrphanTokens orphans, StagingWrite staging, TimeProvider time)
{
    private static readonly TimeSpan SixtyDays = TimeSpan.FromDays(60);

    public IEnumerable<WorkStep> Steps(Func<OperationRun, TokenRequest> request) =>
        [
            new(IssueToken.ReserveInVault, StepEffect.Changes, (run, ct) => ReserveAsync(run, request(run), ct)),
            new(
                IssueToken.GenerateAndStage,
                StepEffect.Changes,
                (run, ct) => GenerateAndStageAsync(run, request(run), ct)
            ),
            new(IssueToken.ProveStaged, StepEffect.ReadsSecret, (run, ct) => ProveStagedAsync(run, request(run), ct)),
            new(IssueToken.Publish, StepEffect.Changes, PublishAsync),
            new(IssueToken.RetireStaged, StepEffect.Changes, RetireStagedAsync),
        ];

    private async Task<StepResult> ReserveAsync(
        OperationRun run,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        var session = await run.OpenAsync(cancellationToken);
        var systemUser = await run.Db.SystemUsers.SingleAsync(
            s => s.Id == run.Operation.SystemUserId,
            cancellationToken
        );
        systemUser.SecretName ??= SecretName.Create(session.BusinessId.Value, systemUser.Name);
        var token = await run.Db.Tokens.FirstOrDefaultAsync(
            t => t.IssueOperationId == run.Operation.Id,
            cancellationToken
        );
        if (token is null)
        {
            token = new Token
            {
                PortfolioId = session.PortfolioId,
                SystemUserId = systemUser.Id,
                AppId = session.AppId.Value,
                Scopes = TaskSet.Format(request.Scopes),
                AskedLifetime = request.Lifetime,
                SecretName = systemUser.SecretName,
                IssueOperationId = run.Operation.Id,
            };
            await TokenHistory.EnterAsync(run.Db, token, TokenState.Issuing, time.GetUtcNow());
            run.Db.Tokens.Add(token);
            run.Operation.Token = token;
            await run.RememberAsync(new Reservation(systemUser.SecretName));
        }

        var pending = SecretName.Pending(token.SecretName);
        var versions = await session.Vault.ListVersionsAsync(pending, cancellationToken);
        if (!versions.Any(v => v.IsPlaceholder && v.IsOfAttempt(run.Step.AttemptId!.Value)))
            await session.Vault.ReserveAsync(pending, Tags(run, session, systemUser, token));
        return new StepResult.Done($"The vault takes writes under \"{pending}\". No token exists yet.");
    }

    private async Task<StepResult> GenerateAndStageAsync(
        OperationRun run,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        var session = await run.OpenAsync(cancellationToken);
        var (systemUser, token) = await SubjectAsync(run, cancellationToken);
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

        var tags = Tags(run, session, systemUser, token);
        var scopes = request.Scopes.Select(s => new Scope(s)).ToList();
        DateTimeOffset? expiresAt = request.Lifetime == TokenLifetime.SixtyDays ? time.GetUtcNow() + SixtyDays : null;
        AccessToken value;
        try
        {
            // From here on a token may exist that only this method holds: nothing may cancel what follows.
            value = await session.Graph.Tokens.GenerateAsync(
                new GraphId(systemUser.GraphId),
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
            version = await staging.WriteAsync(session.Vault, pending, value, tags, expiresAt);
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
        var versions = await session.Vault.ListVersionsAsync(SecretName.Pending(token.SecretName), cancellationToken);
        return versions.FirstOrDefault(v => !v.IsPlaceholder && v.IsOfAttempt(run.Step.AttemptId!.Value)) is { } staged
            ? await RecordStagedAsync(run, session, token, request, staged.Version, cancellationToken)
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

    private async Task<StepResult> ProveStagedAsync(
        OperationRun run,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        var session = await run.OpenAsync(cancellationToken);
        var (systemUser, token) = await SubjectAsync(run, cancellationToken);
        var staged = await session.Vault.ReadTokenAsync(
            SecretName.Pending(token.SecretName),
            run.FactsOf<StagedFacts>(IssueToken.GenerateAndStage).Version,
            cancellationToken
        );
        request = request with { Lifetime = token.AskedLifetime ?? request.Lifetime };
        var verdict = await proof.ProveAsync(session, systemUser, staged.Value, request, cancellationToken);
        if (verdict.Mismatch is { } mismatch)
            return await orphans.EndUnprovedAsync(run, session, token, staged.Value, mismatch);
        token.ExpiresAt = verdict.ExpiresAt;
        token.NeverExpires = verdict.ExpiresAt is null;
        token.Scopes = TaskSet.Format(verdict.Scopes);
        token.Proof = verdict.Words;
        return new StepResult.Done(verdict.Words);
    }

    private async Task<StepResult> PublishAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (systemUser, token) = await SubjectAsync(run, cancellationToken);
        // A look that fails stops the step: only a look that found nothing allows another write.
        var version = run.IsRepeat
            ? (await session.Vault.ListVersionsAsync(token.SecretName, cancellationToken))
                .FirstOrDefault(v => !v.IsPlaceholder && v.IsOfAttempt(run.Step.AttemptId!.Value))
                ?.Version
            : null;
        if (version is null)
        {
            var staged = await session.Vault.ReadTokenAsync(
                SecretName.Pending(token.SecretName),
                run.FactsOf<StagedFacts>(IssueToken.GenerateAndStage).Version,
                cancellationToken
            );
            version = await session.Vault.PublishAsync(
                token.SecretName,
                staged.Value,
                Tags(run, session, systemUser, token),
                token.ExpiresAt
            );
        }

        var live = await session.Vault.ReadTokenAsync(token.SecretName, version, cancellationToken);
        if (live.Value.Sha256 != token.ValueSha256)
            return StepFailures.Ask(
                run,
                $"The vault gives back something else under \"{token.SecretName}\" than was written."
            );
        var now = time.GetUtcNow();
        token.SecretVersion = version;
        token.ProvedAt = now;
        await TokenHistory.EnterAsync(run.Db, token, TokenState.Active, now);
        return new StepResult.Done($"In the vault as \"{token.SecretName}\", version {version}.");
    }

    private static async Task<StepResult> RetireStagedAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (_, token) = await SubjectAsync(run, cancellationToken);
        var pending = SecretName.Pending(token.SecretName);
        var versions = await session.Vault.ListVersionsAsync(pending, cancellationToken);
        var enabled = versions.Where(v => v.IsEnabled && v.IsOurs).ToList();
        foreach (var version in enabled)
            await session.Vault.DisableAsync(pending, version.Version);
        return new StepResult.Done("Only the live name holds it now.");
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

    private static async Task<(SystemUser SystemUser, Token Token)> SubjectAsync(
        OperationRun run,
        CancellationToken cancellationToken
    ) =>
        (
            await run.Db.SystemUsers.SingleAsync(s => s.Id == run.Operation.SystemUserId, cancellationToken),
            await run.Db.Tokens.SingleAsync(t => t.IssueOperationId == run.Operation.Id, cancellationToken)
        );

    private static VaultTags Tags(OperationRun run, PortfolioSession session, SystemUser systemUser, Token token) =>
        new(session.BusinessId.Value, systemUser.GraphId, token.Id, run.Operation.Id, run.Step.AttemptId!.Value);

    private sealed record Reservation(string SecretName);

    private sealed record Refusal(Guid Attempt);

    private sealed record StagedFacts(string Version);
}
