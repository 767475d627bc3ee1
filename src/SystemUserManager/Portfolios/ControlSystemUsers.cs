using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>The system users that this product acts through: protected in every act, whichever app it acts for.</summary>
public static class ControlSystemUsers
{
    /// <summary>Those of all portfolios that the user may see, by our id.</summary>
    public static IQueryable<long> ControlSystemUserIds(this AppDb db) =>
        db
            .SystemUsers.Where(s =>
                db.Portfolios.Any(p => p.Id == s.PortfolioId && p.ControlSystemUserGraphId == s.GraphId)
                || db.AppScopedSystemUsers.Any(j =>
                    j.SystemUserId == s.Id
                    && db.PortfolioApps.Any(a =>
                        a.Id == j.PortfolioAppId && a.RemovedAt == null && a.ControlSystemUserGraphId == j.GraphId
                    )
                )
                // Not joined yet, it may be any of those that are alike.
                || db.AppScopedSystemUsers.Any(j =>
                    j.SystemUserId == null
                    && j.PortfolioId == s.PortfolioId
                    && j.Name == s.Name
                    && j.MetaCreatedAt == s.MetaCreatedAt
                    && db.PortfolioApps.Any(a =>
                        a.Id == j.PortfolioAppId && a.RemovedAt == null && a.ControlSystemUserGraphId == j.GraphId
                    )
                )
            )
            .Select(s => s.Id);

    public static Task<bool> IsControlAsync(
        this AppDb db,
        SystemUser systemUser,
        CancellationToken cancellationToken
    ) => db.ControlSystemUserIds().ContainsAsync(systemUser.Id, cancellationToken);

    /// <summary>
    /// It stands in a secret that this product reads a control token from, whichever version; or its value stands in one
    /// by another record.
    /// </summary>
    public static async Task<bool> IsControlTokenAsync(this AppDb db, long tokenId, CancellationToken cancellationToken)
    {
        var token = await db
            .Tokens.Where(t => t.Id == tokenId)
            .Select(t => new { t.PortfolioId, t.ValueSha256 })
            .SingleAsync(cancellationToken);
        var read = await db
            .Portfolios.Where(p => p.Id == token.PortfolioId)
            .Select(p => p.ControlTokenSecret)
            .Concat(
                db.PortfolioApps.Where(a => a.PortfolioId == token.PortfolioId && a.RemovedAt == null)
                    .Select(a => a.ControlTokenSecret)
            )
            .ToListAsync(cancellationToken);
        var holds = await db
            .Tokens.Where(t => t.PortfolioId == token.PortfolioId)
            .Where(t => t.Id == tokenId || (t.ValueSha256 != null && t.ValueSha256 == token.ValueSha256))
            .Select(t => t.SecretName)
            .ToListAsync(cancellationToken);
        return holds.Exists(name => read.Exists(secret => SecretName.IsSame(secret, name)));
    }
}
