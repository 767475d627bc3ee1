using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Adds a passkey to the current user's account; the browser's answer was looked at already. With the first second
/// factor other sessions end: they began without.
/// </summary>
public sealed class AddPasskey(AppDb db, UserManager<Account> accounts, CurrentUser user, TimeProvider time)
{
    public const int NameLength = 100;

    public async Task<Result<Account>> RunAsync(
        UserPasskeyInfo passkey,
        string? name,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.FindAsync(user.AccountId) is not { EndedAt: null } account)
            return new NotAllowed("add a passkey");
        passkey.Name = PasskeyName.Of(name);
        var isFirst = !await db.HasSecondFactorAsync(account, cancellationToken);
        var saved = await accounts.AddOrUpdatePasskeyAsync(account, passkey);
        if (saved.Succeeded && isFirst)
            saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        if (isFirst)
            await db.EndOthersAsync(user, account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(SessionAudit.PasskeyAdded(account, passkey.Name));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}

internal static class PasskeyName
{
    /// <summary>Whoever gives none gets one: a passkey without a name can't be told from another.</summary>
    public static string Of(string? typed)
    {
        var name = typed?.Trim() ?? "";
        return name.Length == 0 ? "Passkey"
            : name.Length > AddPasskey.NameLength ? name[..AddPasskey.NameLength]
            : name;
    }
}
