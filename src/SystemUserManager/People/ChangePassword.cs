using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Changes the current user's own password. All other sessions of the account end; the page gives this one a new cookie.
/// Wrong current passwords count like those of a sign-in.
/// </summary>
public sealed class ChangePassword(
    AppDb db,
    UserManager<Account> accounts,
    PasswordTries tries,
    CurrentUser user,
    TimeProvider time
)
{
    public sealed record Input(string CurrentPassword, string Password);

    public async Task<Result<Account>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        var known = await db
            .Users.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == user.AccountId && a.EndedAt == null, cancellationToken);
        if (known is null)
            return new NotAllowed("change a password");
        if (!await tries.IsRightAsync(known, input.CurrentPassword, cancellationToken))
            return await NoteFailureAsync(known, cancellationToken);
        if (input.Password == input.CurrentPassword)
            return InvalidValue.Of("Password", "The new password is the same as the current one.");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await tries.ForgetAsync(known.Id, cancellationToken);
        var account = (await accounts.FindAsync(known.Id))!;
        account.MustChangePassword = false;
        if (await accounts.SavePasswordAsync(account, input.Password) is { Count: > 0 } problems)
            return problems;
        await db.EndOthersAsync(user, account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(AccountAudit.PasswordChanged(account));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }

    private async Task<Result<Account>> NoteFailureAsync(Account account, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Audit(AccountAudit.PasswordChangeFailed(account));
        await tries.LockIfUsedUpAsync(account, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return InvalidValue.Of("CurrentPassword", "The current password is not right. The password was not changed.");
    }
}
