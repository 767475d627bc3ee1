using Microsoft.EntityFrameworkCore;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <content>Tokens, and those that this product acts with.</content>
internal sealed partial class PictureQueries
{
    private Task<List<PicturedToken>> TokensAsync(long portfolioId, CancellationToken cancellationToken) =>
        TokensAsync(
            db.Tokens.Where(t =>
                t.PortfolioId == portfolioId && t.State != TokenState.Revoked && t.State != TokenState.Expired
            ),
            cancellationToken
        );

    /// <summary>Those that nobody ever held stop nothing when they end.</summary>
    private Task<List<PicturedToken>> EndedAsync(long portfolioId, CancellationToken cancellationToken) =>
        TokensAsync(
            db.Tokens.Where(t =>
                t.PortfolioId == portfolioId
                && t.State == TokenState.Expired
                && !db.TokenStateVersions.Any(v => v.TokenId == t.Id && v.State == TokenState.Orphan)
                && !db.Tokens.Any(x =>
                    x.SystemUserId == t.SystemUserId
                    && x.AppId == t.AppId
                    && x.Id > t.Id
                    && x.State == TokenState.Expired
                )
            ),
            cancellationToken
        );

    private Task<List<PicturedToken>> TokensAsync(IQueryable<Token> tokens, CancellationToken cancellationToken) =>
        tokens
            .OrderBy(t => t.Id)
            .Select(t => new PicturedToken(t.Id, t.SystemUserId, t.AppId, t.State)
            {
                IsIssuedHere = t.Origin == TokenOrigin.IssuedHere,
                Scopes = t.Scopes,
                ScopesWhy = t.ScopesWhy,
                IssuedAt = t.IssuedAt,
                ExpiresAt = t.ExpiresAt,
                NeverExpires = t.NeverExpires,
                SecretName = t.SecretName,
                SecretVersion = t.SecretVersion,
                ValueSha256 = t.ValueSha256,
                HealthCheckedAt = t.HealthCheckedAt,
                HealthProblem = t.HealthProblem,
                SeenScopes = t.SeenScopes,
                SeenExpiresAt = t.SeenExpiresAt,
                DiesBy = t.DiesBy,
                ChangedAt = db.TokenStateVersions.Where(v => v.TokenId == t.Id).Max(v => (DateTimeOffset?)v.ValidFrom),
            })
            .ToListAsync(cancellationToken);

    /// <summary>That of the portfolio first, then those of its other apps.</summary>
    private async Task<List<PicturedControlToken>> ControlTokensAsync(
        Portfolio portfolio,
        CancellationToken cancellationToken
    )
    {
        var others = await db
            .PortfolioApps.Where(a => a.PortfolioId == portfolio.Id && a.RemovedAt == null)
            .OrderBy(a => a.Id)
            .Select(a => new PicturedControlToken(a.AppId, a.Name, a.ControlTokenSecret)
            {
                SystemUserId = db
                    .AppScopedSystemUsers.Where(s =>
                        s.PortfolioAppId == a.Id && s.GraphId == a.ControlSystemUserGraphId
                    )
                    .Select(s => s.SystemUserId)
                    .FirstOrDefault(),
                ExpiresAt = a.ControlTokenExpiresAt,
                NoAccessSince = a.NoAccessSince,
                NoAccessReason = a.NoAccessReason,
            })
            .ToListAsync(cancellationToken);
        // Before it was proved there is nothing to say of it.
        if (portfolio.State is PortfolioState.Connected or PortfolioState.NoAccess)
            others.Insert(
                0,
                new PicturedControlToken(
                    portfolio.AppId,
                    portfolio.AppName ?? portfolio.AppId,
                    portfolio.ControlTokenSecret
                )
                {
                    ExpiresAt = portfolio.ControlTokenExpiresAt,
                    Scopes = await ControlTokenScopes.LastSeenAsync(db, portfolio.Id, cancellationToken),
                    NoAccessSince = portfolio.NoAccessSince,
                    NoAccessReason = portfolio.NoAccessReason,
                }
            );
        return others;
    }
}
