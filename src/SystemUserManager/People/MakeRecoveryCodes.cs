using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Makes new recovery codes for the current user, who has a code generator or a passkey that may be lost; the old ones
/// are worth nothing any more.
/// </summary>
public sealed class MakeRecoveryCodes(AppDb db, UserManager<Account> accounts, CurrentUser user)
{
    public async Task<Result<TwoFactorMade>> RunAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (
            await accounts.FindAsync(user.AccountId) is not { EndedAt: null } account
            || !await db.HasSecondFactorAsync(account, cancellationToken)
        )
            return new NotAllowed("make recovery codes");
        var made = await accounts.GenerateNewTwoFactorRecoveryCodesAsync(account, SetUpTwoFactor.RecoveryCodes);
        db.Audit(SessionAudit.RecoveryCodesMade(account));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TwoFactorMade(account, [.. made!]);
    }
}
