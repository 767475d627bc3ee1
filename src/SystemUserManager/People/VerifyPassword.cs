using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>Whichever it was is not said: somebody who guesses must not learn which accounts there are.</summary>
public sealed record SignInRefused()
    : Problem(
        "The e-mail or the password is not right, or the account is locked or ended. "
            + "After five wrong passwords an account is locked for 15 minutes; an administrator can unlock it sooner."
    );

/// <summary>
/// The first half of a sign-in: proves who it is. A failure is noted here, a success where the session begins. An unknown e-mail, an ended or locked
/// account and a wrong password cost the same work and get the same answer.
/// </summary>
public sealed class VerifyPassword(
    AppDb db,
    PasswordTries tries,
    ILookupNormalizer normalizer,
    IdentityProvider provider
)
{
    public async Task<Result<Account>> RunAsync(string email, string password, CancellationToken cancellationToken)
    {
        var normalized = normalizer.NormalizeEmail(email.Trim());
        var account = await db
            .Users.AsNoTracking()
            .SingleOrDefaultAsync(a => a.NormalizedEmail == normalized, cancellationToken);
        var right = await tries.IsRightAsync(account, password, cancellationToken);
        var elsewhere = right && !await db.MaySignInByItselfAsync(provider, account!.Id, cancellationToken);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (elsewhere)
            db.Audit(AccountAudit.SignInFailed(account));
        else if (right)
            await NoteRightAsync(account!, cancellationToken);
        else
            await NoteFailureAsync(account, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (elsewhere)
            return new SignInElsewhere(provider.Name!);
        return right ? account! : new SignInRefused();
    }

    private async Task NoteRightAsync(Account account, CancellationToken cancellationToken)
    {
        await tries.TakeBackOneAsync(account.Id, cancellationToken);
        if (await db.HasSecondFactorAsync(account, cancellationToken))
            db.Audit(SessionAudit.PasswordGiven(account));
    }

    private async Task NoteFailureAsync(Account? account, CancellationToken cancellationToken)
    {
        db.Audit(AccountAudit.SignInFailed(account));
        await tries.LockIfUsedUpAsync(account, cancellationToken);
    }
}
