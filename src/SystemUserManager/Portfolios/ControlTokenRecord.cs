using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>Puts the control token into the record like any other token: which system user's, until when, which secret.</summary>
internal sealed class ControlTokenRecord(TimeProvider time)
{
    /// <returns>null: its system user isn't in the record, so nothing was written.</returns>
    public async Task<Token?> RecordAsync(
        OperationRun run,
        PortfolioSession session,
        CancellationToken cancellationToken
    )
    {
        var portfolio = await run.Db.Portfolios.SingleAsync(p => p.Id == session.PortfolioId, cancellationToken);
        var systemUserId = await run
            .Db.SystemUsers.Where(s =>
                s.PortfolioId == session.PortfolioId && s.GraphId == portfolio.ControlSystemUserGraphId
            )
            .Select(s => (long?)s.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return await RecordAsync(run, session, systemUserId, portfolio.ControlTokenSecret, cancellationToken);
    }

    /// <summary>As the other, of another app; where its system user isn't joined yet, nothing is written.</summary>
    /// <param name="session">Opened through this app.</param>
    public async Task<Token?> RecordAsync(
        OperationRun run,
        PortfolioSession session,
        PortfolioApp app,
        CancellationToken cancellationToken
    )
    {
        var systemUserId = await run
            .Db.AppScopedSystemUsers.Where(s => s.PortfolioAppId == app.Id && s.GraphId == app.ControlSystemUserGraphId)
            .Select(s => s.SystemUserId)
            .FirstOrDefaultAsync(cancellationToken);
        return await RecordAsync(run, session, systemUserId, app.ControlTokenSecret, cancellationToken);
    }

    private async Task<Token?> RecordAsync(
        OperationRun run,
        PortfolioSession session,
        long? systemUserId,
        string secretName,
        CancellationToken cancellationToken
    )
    {
        var sha256 = session.Credentials.Token.Sha256;
        if (systemUserId is not { } owner)
            return null;
        var known = await run.Db.Tokens.FirstOrDefaultAsync(
            t => t.PortfolioId == session.PortfolioId && t.ValueSha256 == sha256,
            cancellationToken
        );
        if (known is not null && SecretName.IsSame(known.SecretName, secretName))
            return known;
        await run.NoteSecretReadAsync(secretName);
        var vaulted = await session.Vault.ReadTokenAsync(secretName, null, cancellationToken);
        if (known is not null)
        {
            // From here it is read from now on: under the old name nobody would know that it is in use.
            (known.SecretName, known.SecretVersion) = (secretName, vaulted.Version);
            return known;
        }

        var info = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        var token = new Token
        {
            PortfolioId = session.PortfolioId,
            SystemUserId = owner,
            AppId = session.AppId.Value,
            Origin = TokenOrigin.Registered,
            Scopes = Grants.TaskSet.Format(info.Scopes.Select(s => s.Value)),
            IssuedAt = info.IssuedAt,
            ExpiresAt = info.ExpiresAt,
            NeverExpires = info.ExpiresAt is null,
            SecretName = secretName,
            SecretVersion = vaulted.Version,
            ValueSha256 = sha256,
            ProvedAt = time.GetUtcNow(),
            Proof = "This tool acts with it: Meta says that it is valid and has Admin of this portfolio.",
            IssueOperationId = run.Operation.Id,
        };
        run.Db.Tokens.Add(token);
        await TokenHistory.EnterAsync(run.Db, token, TokenState.Active, time.GetUtcNow());
        return token;
    }
}
