using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Lets an account try again that was locked after five wrong passwords. Needs an administrator of all portfolios.
/// </summary>
public sealed class UnlockAccount(AppDb db, PasswordTries tries, CurrentUser user)
{
    public async Task<Result<Account>> RunAsync(long accountId, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("unlock accounts");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await db
            .Users.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == accountId && a.EndedAt == null, cancellationToken);
        if (account is null)
            return new NotFound("The account");
        await tries.ForgetAsync(accountId, cancellationToken);
        db.Audit(AccountAudit.Unlocked(account, account.LockoutEnd));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
