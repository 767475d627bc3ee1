using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>Takes one of the current user's own passkeys away; other sessions end, one of them may have begun with it.</summary>
public sealed class RemovePasskey(AppDb db, UserManager<Account> accounts, CurrentUser user, TimeProvider time)
{
    public async Task<Result<Account>> RunAsync(string passkeyId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (
            await accounts.FindAsync(user.AccountId) is not { EndedAt: null } account
            || PasskeyId.Read(passkeyId) is not { } id
            || await accounts.GetPasskeyAsync(account, id) is not { } passkey
        )
            return new NotFound("The passkey");
        var saved = await accounts.RemovePasskeyAsync(account, id);
        if (saved.Succeeded)
            saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        // Recovery codes stand in for a second factor; alone they would be one.
        if (!await db.HasSecondFactorAsync(account, cancellationToken))
            await db.ForgetCodesAsync(account, cancellationToken);
        await db.EndOthersAsync(user, account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(SessionAudit.PasskeyRemoved(account, passkey.Name ?? ""));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
