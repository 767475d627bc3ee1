using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>The identity provider answered without asking, or didn't say when it asked.</summary>
public sealed record ProofTooOld()
    : Problem(
        "The identity provider did not say that you signed in just now. Nothing was sent on yet. Try again, and sign in there."
    );

/// <summary>What this app itself keeps of a person proves nothing where the identity provider does.</summary>
public sealed record ProofElsewhere(string Provider)
    : Problem(
        $"Here {Provider} says who you are, and no password, code or passkey does. Nothing was sent on yet. Use the button for {Provider}; if there is none, sign out and sign in through {Provider}."
    );

/// <summary>
/// Somebody who is signed in proves anew who it is, for what needs a fresh sign-in. Wrong passwords and codes count like
/// those of a sign-in.
/// </summary>
public sealed class ProveAgain(
    AppDb db,
    PasswordTries tries,
    CodeTries codes,
    CurrentUser user,
    IdentityProvider provider,
    TimeProvider time
)
{
    /// <summary>For so long after a proof nothing more is asked.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(5);

    public async Task<Result<Account>> WithPasswordAsync(string password, CancellationToken cancellationToken)
    {
        if (await AccountAsync(cancellationToken) is not { } account)
            return new NotAllowed("prove who you are");
        if (await WhyElsewhereAsync(cancellationToken) is { } elsewhere)
            return await NoteAsync(account, SessionMethods.Password, elsewhere, cancellationToken);
        var right = await tries.IsRightAsync(account, password, cancellationToken);
        if (right)
            await tries.TakeBackOneAsync(account.Id, cancellationToken);
        return await NoteAsync(
            account,
            SessionMethods.Password,
            right ? null : InvalidValue.Of("Password", "The password is not right. Nothing was sent on yet."),
            cancellationToken
        );
    }

    public async Task<Result<Account>> WithCodeAsync(string code, CancellationToken cancellationToken)
    {
        if (await AccountAsync(cancellationToken) is not { } account)
            return new NotAllowed("prove who you are");
        if (await WhyElsewhereAsync(cancellationToken) is { } elsewhere)
            return await NoteAsync(account, "code", elsewhere, cancellationToken);
        var right = await codes.IsRightAsync(account, code, isRecoveryCode: false, cancellationToken);
        return await NoteAsync(account, "code", right ? null : new CodeRefused { Field = "Code" }, cancellationToken);
    }

    /// <param name="accountId">Whose passkey it was: its signature was looked at already.</param>
    public async Task<Result<Account>> WithPasskeyAsync(long accountId, CancellationToken cancellationToken)
    {
        if (accountId != user.AccountId || await AccountAsync(cancellationToken) is not { } account)
            return new NotAllowed("prove who you are with a passkey of another account");
        return await NoteAsync(
            account,
            SessionMethods.Passkey,
            await WhyElsewhereAsync(cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Through the identity provider, which asked the person to sign in anew.</summary>
    /// <param name="issuer">The claim iss.</param>
    /// <param name="subject">The claim sub.</param>
    /// <param name="signedInAt">The claim auth_time; null: it isn't said, and an old proof can't be told from a new one.</param>
    public async Task<Result<Account>> WithProviderAsync(
        string issuer,
        string subject,
        DateTimeOffset? signedInAt,
        CancellationToken cancellationToken
    )
    {
        var isTheirs = await db.UserLogins.AnyAsync(
            l => l.LoginProvider == issuer && l.ProviderKey == subject && l.UserId == user.AccountId,
            cancellationToken
        );
        if (!isTheirs || await AccountAsync(cancellationToken) is not { } account)
            return new NotAllowed("prove who you are as somebody else");
        var isNew = signedInAt is { } at && time.GetUtcNow() - at < FreshFor;
        return await NoteAsync(
            account,
            SessionMethods.IdentityProvider,
            isNew ? null : new ProofTooOld(),
            cancellationToken
        );
    }

    /// <summary>null: this app's own proofs are taken, as they are when this account signs in.</summary>
    private async Task<ProofElsewhere?> WhyElsewhereAsync(CancellationToken cancellationToken) =>
        provider.NameOf(user.Session) is not null
        || !await db.MaySignInByItselfAsync(provider, user.AccountId, cancellationToken)
            ? new ProofElsewhere(provider.Name!)
            : null;

    private Task<Account?> AccountAsync(CancellationToken cancellationToken) =>
        db
            .Users.AsNoTracking()
            .Where(SessionQueries.CanSignIn(time.GetUtcNow()))
            .SingleOrDefaultAsync(a => a.Id == user.AccountId, cancellationToken);

    private async Task<Result<Account>> NoteAsync(
        Account account,
        string how,
        Problem? wrong,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (wrong is null)
        {
            await db
                .Sessions.Where(s => s.Id == user.SessionId && s.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.ProvedAt, now), cancellationToken);
            db.Audit(SessionAudit.Proved(account, how));
        }
        else
        {
            db.Audit(SessionAudit.ProofFailed(account, how));
            await tries.LockIfUsedUpAsync(account, cancellationToken);
        }
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return wrong is null ? account : new List<Problem> { wrong };
    }
}
