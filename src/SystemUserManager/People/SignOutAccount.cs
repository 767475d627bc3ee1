using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>Ends the session of this request, so that a copy of its cookie is worth nothing afterwards.</summary>
public sealed class SignOutAccount(AppDb db, CurrentUser user, TimeProvider time)
{
    public async Task<Result<Account>> RunAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await db
            .Users.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == user.AccountId, cancellationToken);
        if (account is null)
            return new NotFound("The account");
        await db.Sessions.Where(s => s.Id == user.SessionId).EndAsync(account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(AccountAudit.SignedOut(account));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
