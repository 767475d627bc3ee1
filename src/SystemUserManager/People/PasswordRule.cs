using Microsoft.AspNetCore.Identity;

namespace SystemUserManager.People;

/// <summary>
/// What a password must be besides long enough: no composition rules, but not the account's own name or e-mail, and
/// not so long that hashing it costs more than it proves.
/// </summary>
internal sealed class PasswordRule : IPasswordValidator<Account>
{
    public const int Least = 12;
    public const int Most = 256;

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(
            Complaint(user, password ?? "") is { } error ? IdentityResult.Failed(error) : IdentityResult.Success
        );

    private static IdentityError? Complaint(Account account, string password)
    {
        if (password.Length > Most)
            return Of("PasswordTooLong", "The password is too long: it may have at most 256 characters.");
        if (password.Distinct().Count() < 4)
            return Of("PasswordTooSimple", "The password repeats the same few characters. Choose another one.");
        return new[] { account.Email, account.Name }.Any(own =>
            password.Equals(own, StringComparison.OrdinalIgnoreCase)
        )
            ? Of("PasswordIsName", "The password is the name or the e-mail of the account. Choose another one.")
            : null;
    }

    private static IdentityError Of(string code, string text) => new() { Code = code, Description = text };
}
