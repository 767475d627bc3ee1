using Microsoft.AspNetCore.Identity;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Opens an ended account again, with the roles it had and a password handed over like a new account's. Needs an
/// administrator of all portfolios.
/// </summary>
public sealed class ReopenAccount(AppDb db, UserManager<Account> accounts, CurrentUser user)
{
    /// <param name="Ticket">null: none.</param>
    public sealed record Input(long AccountId, string Password, string? Reason, string? Ticket = null);

    public async Task<Result<Account>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("reopen accounts");
        if (string.IsNullOrWhiteSpace(input.Reason))
            return InvalidValue.Required("Reason", "The reason");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await accounts.FindAsync(input.AccountId) is not { EndedAt: not null } account)
            return new NotFound("The ended account");
        account.EndedAt = null;
        account.MustChangePassword = true;
        if (await accounts.SavePasswordAsync(account, input.Password) is { Count: > 0 } problems)
            return problems;
        db.Audit(AccountAudit.Reopened(account, input.Reason.Trim(), input.Ticket));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
