using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>
/// The worker's half of <see cref="IssueToken"/>, the same for a new system user and an existing one: prove that the
/// vault can be written, generate and write in the next line, prove the copy read back from the vault, publish it,
/// disable the staged copy. An unproved value is never under the live name.
/// </summary>
internal sealed class IssueTokenSteps(GenerateToken generate, TokenProof proof, OrphanTokens orphans, TimeProvider time)
{
    public IEnumerable<WorkStep> Steps(Func<OperationRun, TokenRequest> request) =>
        [
            new(IssueToken.ReserveInVault, StepEffect.Changes, (run, ct) => ReserveAsync(run, request(run), ct)),
            new(IssueToken.GenerateAndStage, StepEffect.Changes, (run, ct) => generate.RunAsync(run, request(run), ct)),
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
        var secretName = await SystemUserOf.SecretNameAsync(
            run,
            SecretName.Create(session.BusinessId.Value, systemUser.Name),
            cancellationToken
        );
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
                ScopesWhy = request.ScopesWhy,
                AskedLifetime = request.Lifetime,
                SecretName = secretName,
                IssueOperationId = run.Operation.Id,
            };
            await TokenHistory.EnterAsync(run.Db, token, TokenState.Issuing, time.GetUtcNow());
            run.Db.Tokens.Add(token);
            run.Operation.Token = token;
            await run.RememberAsync(new Reservation(secretName));
        }

        var pending = SecretName.Pending(token.SecretName);
        var versions = await session.Vault.ListVersionsAsync(pending, cancellationToken);
        if (!versions.Any(v => v.IsPlaceholder && v.IsOfAttempt(run.Step.AttemptId!.Value)))
            await session.Vault.ReserveAsync(pending, IssueSubject.Tags(run, session, systemUser, token));
        return new StepResult.Done($"The vault takes writes under \"{pending}\". No token exists yet.");
    }

    private async Task<StepResult> ProveStagedAsync(
        OperationRun run,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        var session = await run.OpenAsync(cancellationToken);
        var (_, token) = await IssueSubject.FindAsync(run, cancellationToken);
        if (run.Step.ReadFacts<UnprovedFacts>() is { } unproved)
            return await OrphanTokens.EndUnprovedAsync(run, session, token, unproved.Mismatch);
        var staged = await session.Vault.ReadTokenAsync(
            SecretName.Pending(token.SecretName),
            run.FactsOf<StagedFacts>(IssueToken.GenerateAndStage).Version,
            cancellationToken
        );
        var systemUser = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        request = request with { Lifetime = token.AskedLifetime ?? request.Lifetime };
        var verdict = await proof.ProveAsync(session, systemUser, staged.Value, request, cancellationToken);
        // Of one that isn't what was asked for, too: if it can't be ended, people are told when it dies by itself.
        if (verdict.IsValid)
            (token.ExpiresAt, token.NeverExpires) = (verdict.ExpiresAt, verdict.ExpiresAt is null);
        if (verdict.Mismatch is { } mismatch)
            return await orphans.EndUnprovedAsync(run, session, token, staged.Value, mismatch);
        token.Scopes = TaskSet.Format(verdict.Scopes);
        token.Proof = verdict.Words;
        return new StepResult.Done(verdict.Words);
    }

    private async Task<StepResult> PublishAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (systemUser, token) = await IssueSubject.FindAsync(run, cancellationToken);
        // A look that fails stops the step: only a look that found nothing allows another write.
        var version = run.IsRepeat
            ? await session.Vault.FindOfAttemptAsync(token.SecretName, run.Step.AttemptId!.Value, cancellationToken)
            : null;
        if (version is null)
        {
            await run.NoteSecretReadAsync(SecretName.Pending(token.SecretName));
            var staged = await session.Vault.ReadTokenAsync(
                SecretName.Pending(token.SecretName),
                run.FactsOf<StagedFacts>(IssueToken.GenerateAndStage).Version,
                cancellationToken
            );
            version = await session.Vault.PublishAsync(
                token.SecretName,
                staged.Value,
                IssueSubject.Tags(run, session, systemUser, token),
                token.ExpiresAt
            );
        }

        await run.NoteSecretReadAsync(token.SecretName);
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
        var (_, token) = await IssueSubject.FindAsync(run, cancellationToken);
        var pending = SecretName.Pending(token.SecretName);
        var staged = run.FactsOf<StagedFacts>(IssueToken.GenerateAndStage).Version;
        var versions = await session.Vault.ListVersionsAsync(pending, cancellationToken);
        foreach (var version in versions.Where(v => v.IsEnabled && v.IsOurs && v.IsOfToken(token.Id)))
        {
            if (version.Version == staged)
                await session.Vault.DisableAsync(pending, staged);
            else if (
                !await StagedCopies.TryDisableAsync(run, session, pending, version.Version, token, cancellationToken)
            )
                return StagedCopies.Ask(run, pending);
        }

        return new StepResult.Done("Only the live name holds it now.");
    }
}
