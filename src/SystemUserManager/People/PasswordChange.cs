using System.Globalization;
using Microsoft.AspNetCore.Identity;
using SystemUserManager.Results;

namespace SystemUserManager.People;

internal static class PasswordChange
{
    public static Task<Account?> FindAsync(this UserManager<Account> accounts, long accountId) =>
        accounts.FindByIdAsync(accountId.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Saves the account with another password and another security stamp, which ends all its sessions. Empty: done.
    /// </summary>
    public static async Task<List<Problem>> SavePasswordAsync(
        this UserManager<Account> accounts,
        Account account,
        string password
    )
    {
        var errors = new List<IdentityError>();
        foreach (var validator in accounts.PasswordValidators)
            errors.AddRange((await validator.ValidateAsync(accounts, account, password)).Errors);
        if (errors.Count == 0)
        {
            account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
            errors.AddRange((await accounts.UpdateSecurityStampAsync(account)).Errors);
        }
        return AccountErrors.Problems(errors, account.Email!);
    }
}
