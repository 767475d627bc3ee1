using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Gives somebody who forgot it a new password, typed by an administrator of all portfolios and handed over. The
/// account's sessions end, and it must change the password at its next sign-in.
/// </summary>
public sealed class SetPassword(AppDb db, UserManager<Account> accounts, CurrentUser user, TimeProvider time)
{
    public async Task<Result<Account>> RunAsync(long accountId, string password, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("set passwords");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.FindAsync(accountId) is not { EndedAt: null } account)
            return new NotFound("The open account");
        account.MustChangePassword = true;
        if (await accounts.SavePasswordAsync(account, password) is { Count: > 0 } problems)
            return problems;
        await db.Sessions.EndAsync(account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(AccountAudit.PasswordSet(account));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
