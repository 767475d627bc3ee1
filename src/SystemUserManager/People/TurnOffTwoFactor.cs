using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Turns codes off for the current user, who types the password. Passkeys stay. Where a second factor is required, one
/// without any is asked to set one up before anything else. Other sessions end.
/// </summary>
public sealed class TurnOffTwoFactor(
    AppDb db,
    UserManager<Account> accounts,
    PasswordTries tries,
    CurrentUser user,
    TimeProvider time
)
{
    public async Task<Result<Account>> RunAsync(string password, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(user.AccountId) is not { EndedAt: null, TwoFactorEnabled: true } account)
            return new NotAllowed("turn off two-factor");
        var right = await tries.IsRightAsync(account, password, cancellationToken);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!right)
        {
            db.Audit(SessionAudit.ProofFailed(account, SessionMethods.Password));
            await tries.LockIfUsedUpAsync(account, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return InvalidValue.Of("Password", "The password is not right. Codes are still asked for.");
        }
        await tries.TakeBackOneAsync(account.Id, cancellationToken);
        await db.Entry(account).ReloadAsync(cancellationToken);
        await db.ForgetCodesAsync(account, cancellationToken);
        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        await db.EndOthersAsync(user, account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(SessionAudit.TwoFactorTurnedOff(account));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
