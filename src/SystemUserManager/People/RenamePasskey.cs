using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>Gives one of the current user's own passkeys another name.</summary>
public sealed class RenamePasskey(AppDb db, UserManager<Account> accounts, CurrentUser user)
{
    public async Task<Result<Account>> RunAsync(string passkeyId, string? name, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (
            await accounts.FindAsync(user.AccountId) is not { EndedAt: null } account
            || PasskeyId.Read(passkeyId) is not { } id
            || await accounts.GetPasskeyAsync(account, id) is not { } passkey
        )
            return new NotFound("The passkey");
        var before = passkey.Name ?? "";
        passkey.Name = PasskeyName.Of(name);
        var saved = await accounts.AddOrUpdatePasskeyAsync(account, passkey);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        db.Audit(SessionAudit.PasskeyRenamed(account, before, passkey.Name));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
