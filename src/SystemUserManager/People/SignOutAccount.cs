using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>Ends every session of the current user, so that a copied cookie is worth nothing afterwards.</summary>
public sealed class SignOutAccount(AppDb db, UserManager<Account> accounts, CurrentUser user)
{
    public async Task<Result<Account>> RunAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.FindAsync(user.AccountId) is not { } account)
            return new NotFound("The account");
        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        db.Audit(AccountAudit.SignedOut(account));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
