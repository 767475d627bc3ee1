using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>
/// The name under which a control token stands is, once it was renewed, also the name under which its system user's
/// tokens are put into the vault. Where the control token changes, that name goes with it.
/// </summary>
internal static class ControlSecret
{
    /// <param name="portfolio">As it is now.</param>
    /// <param name="before">The secret that was read until now.</param>
    public static async Task MoveAsync(
        AppDb db,
        Portfolio portfolio,
        string before,
        CancellationToken cancellationToken
    )
    {
        var named = await db
            .SystemUsers.Where(s => s.PortfolioId == portfolio.Id && s.SecretName != null)
            .ToListAsync(cancellationToken);
        foreach (var systemUser in named.Where(s => SecretName.IsSame(s.SecretName, before)))
        {
            if (systemUser.GraphId == portfolio.ControlSystemUserGraphId)
                systemUser.SecretName = portfolio.ControlTokenSecret;
            // A token issued to it would land where the control token of another is read.
            else if (SecretName.IsSame(before, portfolio.ControlTokenSecret))
                systemUser.SecretName = null;
        }
    }
}
