using MetaGraph.Http;
using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Tokens;

/// <summary>
/// The worker's half of <see cref="CheckTokenHealth"/>: reads each token's version in the vault, asks Meta about it, and
/// notes what it said. What was asked about isn't asked again by whoever goes on after an interruption. Each reading of
/// a value is audited before it happens.
/// </summary>
internal sealed class CheckTokenHealthWork(TimeProvider time) : IOperationWork
{
    public OperationKind Kind => OperationKind.CheckTokenHealth;

    public IReadOnlyList<WorkStep> Steps => [new(CheckTokenHealth.AskMeta, StepEffect.ReadsSecret, AskMetaAsync)];

    public string Summarize(Operation operation) => operation.Steps[0].Message!;

    private async Task<StepResult> AskMetaAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var ids = run.Input<CheckTokenHealthInput>().TokenIds;
        var tokens = await run
            .Db.Tokens.Where(t => ids.Contains(t.Id))
            .Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating)
            .OrderBy(t => t.Id)
            .ToListAsync(cancellationToken);
        foreach (var app in tokens.Where(t => !IsChecked(t, run)).GroupBy(t => t.AppId))
        {
            PortfolioSession? session;
            try
            {
                session = await OpenAsync(run, app.Key, cancellationToken);
            }
            // One app's secrets are gone or closed: what is asked through the others goes on.
            catch (VaultException failure) when (failure.Failure != VaultFailure.Unavailable)
            {
                foreach (var token in app)
                    Note(token, $"Meta could not be asked: {failure.Message}");
                await run.RememberAsync();
                continue;
            }

            if (session is null)
                continue;
            foreach (var token in app)
            {
                await run.NoteSecretReadAsync(token.SecretName);
                await CheckAsync(run, session, token, cancellationToken);
                await run.RememberAsync();
            }
        }

        var asked = tokens.Where(t => IsChecked(t, run)).ToList();
        var wrong = asked.Count(t => t.HealthProblem is not null);
        var words = asked.Count == 1 ? "1 token asked about" : $"{asked.Count} tokens asked about";
        return new StepResult.Done(
            wrong == 0 ? $"{words}: nothing is wrong." : $"{words}: something is wrong with {wrong}.",
            Warning: wrong > 0
        );
    }

    private static bool IsChecked(Token token, OperationRun run) => token.HealthCheckedAt >= run.Operation.AskedAt;

    /// <summary>null: the app was removed meanwhile, and nobody can ask.</summary>
    private static async Task<PortfolioSession?> OpenAsync(
        OperationRun run,
        string appId,
        CancellationToken cancellationToken
    )
    {
        var id = run.Operation.PortfolioId;
        if (await run.Db.Portfolios.AnyAsync(p => p.Id == id && p.AppId == appId, cancellationToken))
            return await run.OpenAsync(cancellationToken);
        var app = await run
            .Db.PortfolioApps.AsNoTracking()
            .FirstOrDefaultAsync(
                a => a.PortfolioId == id && a.AppId == appId && a.RemovedAt == null,
                cancellationToken
            );
        return app is null ? null : await run.OpenThroughAsync(app, cancellationToken);
    }

    private async Task CheckAsync(
        OperationRun run,
        PortfolioSession session,
        Token token,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var vaulted = await session.Vault.ReadTokenAsync(token.SecretName, token.SecretVersion, cancellationToken);
            if (vaulted.Value.Sha256 != token.ValueSha256)
            {
                Note(token, $"The secret \"{token.SecretName}\" holds something else than this token.");
                return;
            }

            var info = await session.Graph.Tokens.DebugAsync(vaulted.Value, cancellationToken);
            if (info.IsValid)
            {
                token.SeenScopes = TaskSet.Format(info.Scopes.Select(s => s.Value));
                token.SeenExpiresAt = info.ExpiresAt;
            }

            Note(token, await FindProblemAsync(run, session, token, info, cancellationToken));
        }
        // A vault that doesn't answer is waited for; anything else is about this secret.
        catch (VaultException failure) when (failure.Failure != VaultFailure.Unavailable)
        {
            Note(token, failure.Message);
        }
        catch (MetaGraphException refusal) when (refusal.Kind == GraphErrorKind.Validation)
        {
            Note(token, $"Meta tells nothing of it: {refusal.VendorMessage}");
        }
    }

    private void Note(Token token, string? problem) =>
        (token.HealthCheckedAt, token.HealthProblem) = (time.GetUtcNow(), problem);

    /// <summary>null: it is what the record says.</summary>
    private static async Task<string?> FindProblemAsync(
        OperationRun run,
        PortfolioSession session,
        Token token,
        TokenInfo info,
        CancellationToken cancellationToken
    )
    {
        if (!info.IsValid)
            return $"Meta calls it invalid: {info.Error?.Message ?? "no reason given."}";
        if (info.AppId is { } app && app != session.AppId)
            return $"Meta says that it is of the app {app}, not of {session.AppId}.";
        if (info.Type != TokenType.SystemUser)
            return $"Meta says that it is of the kind {info.Type}, not a system user's.";
        if (info.UserId is not { } user)
            return null;
        var isItsOwn = await run.Db.SystemUsers.AnyAsync(
            s =>
                s.Id == token.SystemUserId
                && (
                    (s.AppId == token.AppId && s.GraphId == user.Value)
                    || run.Db.AppScopedSystemUsers.Any(j => j.SystemUserId == s.Id && j.GraphId == user.Value)
                ),
            cancellationToken
        );
        return isItsOwn ? null : $"Meta says that it is another system user's ({user}).";
    }
}
