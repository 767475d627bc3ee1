using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.SystemUsers;

/// <summary>Who answers for system users: asked alike by lists, counts and findings.</summary>
public static class OwnerFilters
{
    /// <summary>Mine: also those that vanished. Nobody's and those of who left: only what is there.</summary>
    public static IQueryable<SystemUser> OwnedBy(
        this IQueryable<SystemUser> systemUsers,
        AppDb db,
        OwnersShown shown,
        CurrentUser user
    ) =>
        shown switch
        {
            OwnersShown.Nobody => systemUsers.Where(s => s.OwnerId == null && s.VanishedAt == null),
            OwnersShown.Mine => systemUsers.Where(s =>
                db.People.Any(p => p.Id == s.OwnerId && p.AccountId == user.AccountId)
            ),
            OwnersShown.Left => systemUsers.WhoseOwnerLeft(db),
            _ => throw new ArgumentOutOfRangeException(nameof(shown), shown, "No list shows these."),
        };

    /// <summary>
    /// Those whose owner was marked as left, or is among the people of the portfolio at Meta no more; without the ones that
    /// this product acts through, and without disconnected portfolios, of which nothing is told.
    /// </summary>
    public static IQueryable<SystemUser> WhoseOwnerLeft(this IQueryable<SystemUser> systemUsers, AppDb db)
    {
        var gone = GoneAtMeta.Of(db);
        return systemUsers.Where(s =>
            s.VanishedAt == null
            && (
                db.People.Any(p => p.Id == s.OwnerId && p.LeftAt != null)
                || gone.Any(b => b.PersonId == s.OwnerId && b.PortfolioId == s.PortfolioId)
            )
            && !db.ControlSystemUserIds().Contains(s.Id)
            && db.Portfolios.Any(p => p.Id == s.PortfolioId && p.State != PortfolioState.Disconnected)
        );
    }
}
