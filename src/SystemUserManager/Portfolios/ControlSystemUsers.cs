using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;

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
            )
            .Select(s => s.Id);

    public static Task<bool> IsControlAsync(
        this AppDb db,
        SystemUser systemUser,
        CancellationToken cancellationToken
    ) => db.ControlSystemUserIds().ContainsAsync(systemUser.Id, cancellationToken);
}
