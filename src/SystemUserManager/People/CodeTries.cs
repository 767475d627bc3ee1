using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>Looks at a code, within the same five tries as passwords have.</summary>
public sealed class CodeTries(AppDb db, UserManager<Account> accounts, PasswordTries tries, TotpCodes codes)
{
    /// <summary>True for a right code that wasn't used yet; it is used then, a recovery code with its audit record.</summary>
    public async Task<bool> IsRightAsync(
        Account account,
        string code,
        bool isRecoveryCode,
        CancellationToken cancellationToken
    )
    {
        // Recovery codes are there for a lost passkey, too.
        if (!await tries.CountAsync(account.Id, cancellationToken) || !(account.TwoFactorEnabled || isRecoveryCode))
            return false;
        var right = isRecoveryCode
            ? await UseRecoveryCodeAsync(account, code, cancellationToken)
            : await codes.UseAsync(account, code, cancellationToken);
        if (right)
            await tries.TakeBackOneAsync(account.Id, cancellationToken);
        return right;
    }

    public Task LockIfUsedUpAsync(Account account, CancellationToken cancellationToken) =>
        tries.LockIfUsedUpAsync(account, cancellationToken);

    private async Task<bool> UseRecoveryCodeAsync(Account account, string code, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var used = await accounts.RedeemTwoFactorRecoveryCodeAsync(account, code);
        if (!used.Succeeded)
            return false;
        db.Audit(SessionAudit.RecoveryCodeUsed(account, await accounts.CountRecoveryCodesAsync(account)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
