using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>The passkey isn't known here, its answer is wrong, or its account can't sign in.</summary>
public sealed record PasskeyRefused()
    : Problem(
        "This passkey was not taken: it is not known here, its answer came too late, or its account is locked or ended. Nobody was signed in. Try again, or use your password."
    );

/// <summary>
/// Takes a passkey whose signature was looked at already: the person holds it and unlocked it, which makes two factors.
/// </summary>
public sealed class VerifyPasskey(AppDb db, UserManager<Account> accounts, IdentityProvider provider, TimeProvider time)
{
    /// <param name="accountId">null: the signature was not right.</param>
    public async Task<Result<Account>> RunAsync(
        long? accountId,
        UserPasskeyInfo? passkey,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var id = accountId ?? 0;
        var mayIn = await db
            .Users.Where(SessionQueries.CanSignIn(now))
            .AnyAsync(a => a.Id == id && (a.LockoutEnd == null || a.LockoutEnd <= now), cancellationToken);
        var elsewhere = mayIn && !await db.MaySignInByItselfAsync(provider, id, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (mayIn && !elsewhere && passkey is not null && await accounts.FindAsync(id) is { } account)
        {
            // How often it was used, so that a copy of it is noticed.
            await accounts.AddOrUpdatePasskeyAsync(account, passkey);
            await transaction.CommitAsync(cancellationToken);
            return account;
        }
        db.Audit(AccountAudit.SignInFailed(id == 0 ? null : await accounts.FindAsync(id)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return elsewhere ? new SignInElsewhere(provider.Name!) : new PasskeyRefused();
    }
}
