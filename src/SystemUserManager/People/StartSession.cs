using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// The end of a sign-in: everything is proved, and a session begins. Wrong tries before it are forgotten, and the session
/// that this browser had before ends: its cookie is lost with the new one, so nobody could end it from there.
/// </summary>
public sealed class StartSession(AppDb db, CurrentUser user, PasswordTries tries, TimeProvider time)
{
    private const int BrowserLength = 300;

    /// <param name="Method">One of <see cref="SessionMethods"/>.</param>
    /// <param name="Address">Of the network; null: not known.</param>
    /// <param name="Browser">What it says of itself; null: nothing.</param>
    public sealed record Input(Account Account, string Method, string? Address, string? Browser)
    {
        /// <summary>
        /// When the identity provider last asked who it is: it lets people in who signed in there long ago. null: it
        /// isn't said, or the proof was taken here.
        /// </summary>
        public DateTimeOffset? SignedInAt { get; init; }
    }

    public async Task<Result<Session>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new Session
        {
            AccountId = input.Account.Id,
            Method = input.Method,
            StartedAt = now,
            LastSeenAt = now,
            ProvedAt = ProvedAt(input, now),
            Address = input.Address,
            Browser = input.Browser is { Length: > BrowserLength } text ? text[..BrowserLength] : input.Browser,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await EndTheOneBeforeAsync(now, cancellationToken);
        db.Sessions.Add(session);
        await tries.ForgetAsync(input.Account.Id, cancellationToken);
        await db
            .Users.Where(a => a.Id == input.Account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastSignInAt, now), cancellationToken);
        db.Audit(SessionAudit.Began(input.Account, session));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return session;
    }

    private static DateTimeOffset ProvedAt(Input input, DateTimeOffset now) =>
        input.Method != SessionMethods.IdentityProvider ? now
        : input.SignedInAt is not { } at ? DateTimeOffset.UnixEpoch
        : at < now ? at
        : now;

    private async Task EndTheOneBeforeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var account = await db
            .Users.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == user.AccountId, cancellationToken);
        if (account is null)
            return;
        var before = db.Sessions.Where(s => s.Id == user.SessionId);
        if (await before.EndAsync(account.Id, now, cancellationToken) > 0)
            db.Audit(SessionAudit.Ended(account, "the session before it in the same browser", 1));
    }
}

/// <summary>How a session began, in the words of the pages and the audit log.</summary>
public static class SessionMethods
{
    public const string Password = "password";
    public const string PasswordAndCode = "password and code";
    public const string PasswordAndRecoveryCode = "password and recovery code";
    public const string Passkey = "passkey";
    public const string IdentityProvider = "identity provider";
}
