using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>The account couldn't help on the day it is needed.</summary>
public sealed record CannotBreakGlass()
    : Problem(
        "A break-glass account needs a password of its own, the role Administrator on all portfolios, and no end date. Nothing was changed."
    );

/// <summary>
/// Chooses the one account that signs in by itself where everybody else goes through the identity provider. The one
/// before it is one no longer. Needs an administrator of all portfolios.
/// </summary>
public sealed class ChooseBreakGlass(AppDb db, CurrentUser user)
{
    public async Task<Result<Account>> RunAsync(long accountId, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("choose the break-glass account");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await db
            .Users.Include(a => a.Roles)
            .SingleOrDefaultAsync(a => a.Id == accountId && a.EndedAt == null, cancellationToken);
        if (account is null)
            return new NotFound("The open account");
        if (
            account.PasswordHash is null
            || account.EndsAt is not null
            || !account.Roles.Any(r => r is { Role: Role.Administrator, PortfolioId: null })
        )
            return new CannotBreakGlass();
        var before = await db.Users.Where(a => a.IsBreakGlass && a.Id != accountId).ToListAsync(cancellationToken);
        foreach (var other in before)
            other.IsBreakGlass = false;
        account.IsBreakGlass = true;
        db.Audit(AccountAudit.BreakGlassChosen(account, before.Count == 0 ? "none" : before[0].Email!));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
