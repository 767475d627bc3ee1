using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <param name="Words">Whole sentences.</param>
internal sealed record ControlTokenNews(string Words, bool IsWrong);

/// <summary>
/// Sees with each read whether the secret holds another token than the one in the record: somebody put a new version
/// under the same name. It is proved and recorded like one that was typed, and whose it is is protected from then on.
/// Of the one that is known Meta isn't asked.
/// </summary>
internal sealed class ControlTokenInUse(ControlTokenRecord record, TimeProvider time)
{
    /// <returns>null: it is the one in the record.</returns>
    public async Task<ControlTokenNews?> LookAsync(
        OperationRun run,
        PortfolioSession session,
        Portfolio portfolio,
        CancellationToken cancellationToken
    )
    {
        var known = OfValue(run, session)
            .Where(t =>
                run.Db.SystemUsers.Any(s => s.Id == t.SystemUserId && s.GraphId == portfolio.ControlSystemUserGraphId)
            );
        if (await IsAmongAsync(known, portfolio.ControlTokenSecret, portfolio.ControlTokenExpiresAt, cancellationToken))
            return null;
        var verdict = await ControlTokenProof.ProveAsync(session, cancellationToken);
        if (verdict is not { Wrong: null, Itself: { } itself })
            return Wrong(portfolio.ControlTokenSecret, verdict);
        var before = PortfolioAudit.TokenInUse(portfolio);
        portfolio.ControlSystemUserGraphId = itself.Id.Value;
        portfolio.ControlTokenExpiresAt = verdict.Token.ExpiresAt;
        portfolio.ControlTokenCheckedAt = time.GetUtcNow();
        portfolio.ControlTokenScopes = TaskSet.Format(verdict.Token.Scopes.Select(s => s.Value));
        await ControlSecret.MoveAsync(run.Db, portfolio, portfolio.ControlTokenSecret, cancellationToken);
        Note(await record.RecordAsync(run, session, cancellationToken), verdict);
        run.Db.Audit(PortfolioAudit.ControlTokenFound(portfolio, before));
        return await SaveAsync(run, portfolio.ControlTokenSecret, verdict);
    }

    /// <summary>As the other, of another app.</summary>
    /// <param name="session">Opened through this app.</param>
    public async Task<ControlTokenNews?> LookAsync(
        OperationRun run,
        PortfolioSession session,
        PortfolioApp app,
        CancellationToken cancellationToken
    )
    {
        var known = OfValue(run, session)
            .Where(t =>
                run.Db.AppScopedSystemUsers.Any(s =>
                    s.PortfolioAppId == app.Id
                    && s.SystemUserId == t.SystemUserId
                    && s.GraphId == app.ControlSystemUserGraphId
                )
            );
        if (await IsAmongAsync(known, app.ControlTokenSecret, app.ControlTokenExpiresAt, cancellationToken))
            return null;
        var verdict = await ControlTokenProof.ProveAsync(session, cancellationToken);
        if (verdict is not { Wrong: null, Itself: { } itself })
            return Wrong(app.ControlTokenSecret, verdict);
        var before = PortfolioAudit.TokenInUse(app);
        var wasKnown =
            app.ControlSystemUserGraphId == itself.Id.Value && app.ControlTokenExpiresAt == verdict.Token.ExpiresAt;
        app.ControlSystemUserGraphId = itself.Id.Value;
        app.ControlTokenExpiresAt = verdict.Token.ExpiresAt;
        app.ControlTokenCheckedAt = time.GetUtcNow();
        var token = await record.RecordAsync(run, session, app, cancellationToken);
        // Until a person joins its system user it can't stand in the record, and nothing is new each time.
        if (token is null && wasKnown)
            return null;
        Note(token, verdict);
        run.Db.Audit(PortfolioAudit.ControlTokenFound(app, before));
        return await SaveAsync(run, app.ControlTokenSecret, verdict);
    }

    private static IQueryable<Token> OfValue(OperationRun run, PortfolioSession session)
    {
        var (id, app, sha256) = (session.PortfolioId, session.AppId.Value, session.Credentials.Token.Sha256);
        return run.Db.Tokens.Where(t => t.PortfolioId == id && t.AppId == app && t.ValueSha256 == sha256);
    }

    /// <summary>An older version may be the newest again: then the secret is the same, and the end isn't.</summary>
    private static async Task<bool> IsAmongAsync(
        IQueryable<Token> known,
        string secretName,
        DateTimeOffset? end,
        CancellationToken cancellationToken
    )
    {
        var found = await known
            .Select(t => new
            {
                t.SecretName,
                t.ExpiresAt,
                t.SeenExpiresAt,
            })
            .ToListAsync(cancellationToken);
        return found.Exists(t =>
            SecretName.IsSame(t.SecretName, secretName) && (t.ExpiresAt == end || t.SeenExpiresAt == end)
        );
    }

    private static ControlTokenNews Wrong(string secretName, ControlTokenVerdict verdict) =>
        new(
            $"The secret \"{secretName}\" holds another token than before, which can't be the control token: {verdict.Wrong}. Nothing is changed at Meta with it. Put another one into the vault under the same name, then read again.",
            IsWrong: true
        );

    private static void Note(Token? token, ControlTokenVerdict verdict)
    {
        if (token is null)
            return;
        token.SeenExpiresAt = verdict.Token.ExpiresAt;
        token.SeenScopes = TaskSet.Format(verdict.Token.Scopes.Select(s => s.Value));
    }

    /// <summary>At once: what compares the record after a read sees it.</summary>
    private static async Task<ControlTokenNews> SaveAsync(
        OperationRun run,
        string secretName,
        ControlTokenVerdict verdict
    )
    {
        run.Operation.Version++;
        await run.Db.SaveChangesAsync(CancellationToken.None);
        return new(
            $"The secret \"{secretName}\" holds another control token than before: {verdict.Words}",
            IsWrong: false
        );
    }
}
