using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Gives an account other roles than it had. They hold from its next request on. Needs an administrator of all
/// portfolios; the last one keeps the role.
/// </summary>
public sealed class ChangeRoles(AppDb db, CurrentUser user)
{
    public async Task<Result<Account>> RunAsync(long accountId, RoleChoice roles, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("change roles");
        var names = await db.Portfolios.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        if (roles.Check(names) is { Count: > 0 } problems)
            return problems;

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await db
            .Users.Include(a => a.Roles)
            .SingleOrDefaultAsync(a => a.Id == accountId && a.EndedAt == null, cancellationToken);
        if (account is null)
            return new NotFound("The account");
        var labels = await db.LabelRoles.Where(r => r.AccountId == accountId).ToListAsync(cancellationToken);
        var before = RolesText.Of(
            account.Roles.Where(r => r.LabelRoleId is null).Select(r => (r.Role, Name(r.PortfolioId, names))),
            labels.Select(l => (l.Role, l.Label))
        );
        await LabelRows.ReplaceAsync(db, account, [roles], cancellationToken);
        db.Audit(AccountAudit.RolesChanged(account, before, roles.InWords(names)));
        await db.SaveChangesAsync(cancellationToken);
        if (!await db.HasAdministratorAsync(cancellationToken))
            return new LastAdministrator();
        await transaction.CommitAsync(cancellationToken);
        return account;
    }

    private static string? Name(long? portfolioId, Dictionary<long, string> names) =>
        portfolioId is { } id ? names.GetValueOrDefault(id, "a portfolio") : null;
}
