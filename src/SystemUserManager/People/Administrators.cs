using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>The rule that somebody can always manage accounts and portfolios; an account that ends by itself doesn't count.</summary>
internal static class Administrators
{
    /// <summary>
    /// Asked inside the transaction, after the audit record is saved: saving it locks the head of the audit log until
    /// the commit, so that two administrators who end each other at once wait for each other here.
    /// </summary>
    public static Task<bool> HasAdministratorAsync(this AppDb db, CancellationToken cancellationToken) =>
        db.RoleAssignments.AnyAsync(
            r =>
                r.Role == Role.Administrator
                && r.PortfolioId == null
                && db.Users.Any(a => a.Id == r.AccountId && a.EndedAt == null && a.EndsAt == null),
            cancellationToken
        );
}
