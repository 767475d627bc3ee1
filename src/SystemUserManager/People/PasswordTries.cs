using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>
/// Looks at a password or a code, five times at most before the account is locked for 15 minutes. Each try is counted before the
/// password is looked at, so that a hundred tries at once are five as well. For an account that isn't there the same
/// statements run and the same hash is computed.
/// </summary>
public sealed class PasswordTries(AppDb db, IPasswordHasher<Account> hasher, DummyHash dummy, TimeProvider time)
{
    public const int BeforeLock = 5;
    public static readonly TimeSpan LockLasts = TimeSpan.FromMinutes(15);

    /// <summary>True only for the right password of an account that is neither ended nor locked.</summary>
    public async Task<bool> IsRightAsync(Account? account, string password, CancellationToken cancellationToken)
    {
        var counted = await CountAsync(account?.Id ?? 0, cancellationToken);
        var hash = account?.PasswordHash ?? dummy.Value;
        var answer = hasher.VerifyHashedPassword(account ?? DummyHash.Nobody, hash, password);
        return counted && answer != PasswordVerificationResult.Failed;
    }

    /// <summary>Counts a try, before it is looked at. False: there is no such account, it has ended, or it is locked.</summary>
    public async Task<bool> CountAsync(long accountId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var counted = await db
            .Users.Where(SessionQueries.CanSignIn(now))
            .Where(a => a.Id == accountId && a.AccessFailedCount < BeforeLock)
            .Where(a => a.LockoutEnd == null || a.LockoutEnd <= now)
            .ExecuteUpdateAsync(
                set => set.SetProperty(a => a.AccessFailedCount, a => a.AccessFailedCount + 1),
                cancellationToken
            );
        return counted == 1;
    }

    /// <summary>
    /// It was right, but it isn't all that is asked for: the tries before it stay counted, so that whoever has the
    /// password alone can't start the count of codes anew with it.
    /// </summary>
    public Task TakeBackOneAsync(long accountId, CancellationToken cancellationToken) =>
        db
            .Users.Where(a => a.Id == accountId && a.AccessFailedCount > 0)
            .ExecuteUpdateAsync(
                set => set.SetProperty(a => a.AccessFailedCount, a => a.AccessFailedCount - 1),
                cancellationToken
            );

    /// <summary>Part of a success's transaction.</summary>
    public Task ForgetAsync(long accountId, CancellationToken cancellationToken) =>
        db
            .Users.Where(a => a.Id == accountId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(a => a.AccessFailedCount, 0).SetProperty(a => a.LockoutEnd, (DateTimeOffset?)null),
                cancellationToken
            );

    /// <summary>
    /// Part of a failure's transaction: locks the account, with its audit record, when the tries are used up. Does
    /// nothing otherwise.
    /// </summary>
    public async Task LockIfUsedUpAsync(Account? account, CancellationToken cancellationToken)
    {
        var id = account?.Id ?? 0;
        var until = time.GetUtcNow() + LockLasts;
        var locked = await db
            .Users.Where(a => a.Id == id && a.AccessFailedCount >= BeforeLock)
            .ExecuteUpdateAsync(
                set => set.SetProperty(a => a.AccessFailedCount, 0).SetProperty(a => a.LockoutEnd, until),
                cancellationToken
            );
        if (locked == 1)
            db.Audit(AccountAudit.LockedOut(account!, until));
    }
}
