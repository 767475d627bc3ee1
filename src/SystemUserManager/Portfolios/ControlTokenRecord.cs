using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Operations;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>Puts the control token into the record like any other token: which system user's, until when, which secret.</summary>
internal sealed class ControlTokenRecord(TimeProvider time)
{
    public async Task RecordAsync(OperationRun run, PortfolioSession session, CancellationToken cancellationToken)
    {
        var portfolio = await run.Db.Portfolios.SingleAsync(p => p.Id == session.PortfolioId, cancellationToken);
        var systemUserId = await run
            .Db.SystemUsers.Where(s =>
                s.PortfolioId == session.PortfolioId && s.GraphId == portfolio.ControlSystemUserGraphId
            )
            .Select(s => (long?)s.Id)
            .FirstOrDefaultAsync(cancellationToken);
        await RecordAsync(run, session, systemUserId, portfolio.ControlTokenSecret, cancellationToken);
    }

    /// <summary>As the other, of another app; where its system user isn't joined yet, nothing is written.</summary>
    /// <param name="session">Opened through this app.</param>
    public async Task RecordAsync(
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
        await RecordAsync(run, session, systemUserId, app.ControlTokenSecret, cancellationToken);
    }

    private async Task RecordAsync(
        OperationRun run,
        PortfolioSession session,
        long? systemUserId,
        string secretName,
        CancellationToken cancellationToken
    )
    {
        var sha256 = session.Credentials.Token.Sha256;
        if (
            systemUserId is not { } owner
            || await run.Db.Tokens.AnyAsync(t => t.ValueSha256 == sha256, cancellationToken)
        )
            return;
        var info = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        var vaulted = await session.Vault.ReadTokenAsync(secretName, null, cancellationToken);
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
    }
}
