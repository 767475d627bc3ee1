using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>What control tokens may do.</summary>
internal static class ControlTokenScopes
{
    /// <summary>By portfolio: as Meta said when it was last asked about the token, else as it was proved; empty: not known.</summary>
    public static async Task<Dictionary<long, IReadOnlyList<string>>> LastSeenAsync(
        AppDb db,
        IQueryable<Portfolio> portfolios,
        CancellationToken cancellationToken
    )
    {
        var proved = await portfolios.Select(p => new { p.Id, p.ControlTokenScopes }).ToListAsync(cancellationToken);
        var seen = await (
            from p in portfolios
            join t in db.Tokens on p.Id equals t.PortfolioId
            where t.AppId == p.AppId && t.State == TokenState.Active
            // Key Vault tells no upper case from lower.
            where t.SecretName.ToLower() == p.ControlTokenSecret.ToLower()
            where t.ExpiresAt == p.ControlTokenExpiresAt || t.SeenExpiresAt == p.ControlTokenExpiresAt
            select new
            {
                t.PortfolioId,
                t.Id,
                t.SeenScopes,
            }
        ).ToListAsync(cancellationToken);
        var newest = seen.ToLookup(t => t.PortfolioId);
        return proved.ToDictionary(
            p => p.Id,
            p => TaskSet.Parse(newest[p.Id].MaxBy(t => t.Id)?.SeenScopes ?? p.ControlTokenScopes)
        );
    }

    /// <summary>Of one.</summary>
    public static async Task<IReadOnlyList<string>> LastSeenAsync(
        AppDb db,
        long portfolioId,
        CancellationToken cancellationToken
    )
    {
        var all = await LastSeenAsync(db, db.Portfolios.Where(p => p.Id == portfolioId), cancellationToken);
        return all[portfolioId];
    }
}
