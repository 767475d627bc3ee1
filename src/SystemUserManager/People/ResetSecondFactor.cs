using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Takes codes, recovery codes and passkeys from somebody who lost them. The account's sessions end, and where a second
/// factor is required it sets one up at its next sign-in. Needs an administrator of all portfolios.
/// </summary>
public sealed class ResetSecondFactor(
    AppDb db,
    UserManager<Account> accounts,
    SecondFactorQueries factors,
    CurrentUser user,
    TimeProvider time
)
{
    /// <param name="Ticket">null: none.</param>
    public sealed record Input(long AccountId, string? Reason, string? Ticket = null);

    public async Task<Result<Account>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("reset the second factor of others");
        if (string.IsNullOrWhiteSpace(input.Reason))
            return InvalidValue.Required("Reason", "The reason");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.FindAsync(input.AccountId) is not { EndedAt: null } account)
            return new NotFound("The open account");
        var had = (await factors.OfSignInAsync(account.Id, cancellationToken))!.InWords;
        await db.ForgetCodesAsync(account, cancellationToken);
        await db.UserPasskeys.Where(p => p.UserId == account.Id).ExecuteDeleteAsync(cancellationToken);
        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        await db.Sessions.EndAsync(account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(SessionAudit.TwoFactorReset(account, had, input.Reason.Trim(), input.Ticket));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
