using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Ends an account: it can't sign in any more and its sessions are over. Its rows stay, for the audit log and as the
/// owner of what it owns. Needs an administrator of all portfolios; the last one can't be ended.
/// </summary>
public sealed class EndAccount(AppDb db, UserManager<Account> accounts, CurrentUser user, TimeProvider time)
{
    /// <param name="Ticket">null: none.</param>
    public sealed record Input(long AccountId, string? Reason, string? Ticket = null);

    public async Task<Result<Account>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("end accounts");
        if (string.IsNullOrWhiteSpace(input.Reason))
            return InvalidValue.Required("Reason", "The reason");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.FindAsync(input.AccountId) is not { EndedAt: null } account)
            return new NotFound("The open account");
        account.EndedAt = time.GetUtcNow();
        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            return AccountErrors.Problems(saved.Errors, account.Email!);
        await db.Sessions.EndAsync(account.Id, time.GetUtcNow(), cancellationToken);
        db.Audit(AccountAudit.Ended(account, input.Reason.Trim(), input.Ticket));
        await db.SaveChangesAsync(cancellationToken);
        if (!await db.HasAdministratorAsync(cancellationToken))
            return new LastAdministrator();
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
