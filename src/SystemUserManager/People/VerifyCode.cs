using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>A wrong code, a used one, or a locked account: which, is not said.</summary>
public sealed record CodeRefused()
    : Problem(
        "The code is not right, was used already, or the account is locked. "
            + "After five wrong tries an account is locked for 15 minutes; an administrator can unlock it sooner."
    );

/// <summary>
/// The second half of a sign-in: a code of the code generator, or one of the recovery codes. Wrong ones count like wrong
/// passwords. Right ones are noted where the session begins.
/// </summary>
public sealed class VerifyCode(AppDb db, UserManager<Account> accounts, CodeTries tries)
{
    public async Task<Result<Account>> RunAsync(
        long accountId,
        string code,
        bool isRecoveryCode,
        CancellationToken cancellationToken
    )
    {
        if (await accounts.FindAsync(accountId) is not { } account)
            return new CodeRefused();
        if (await tries.IsRightAsync(account, code, isRecoveryCode, cancellationToken))
            return account;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Audit(SessionAudit.CodeWrong(account));
        await tries.LockIfUsedUpAsync(account, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new CodeRefused();
    }
}
