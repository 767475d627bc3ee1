using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// The rows of an account: itself, its roles, and the person it belongs to. Saves inside the transaction of the act
/// that asks for it, which writes the audit record.
/// </summary>
public sealed class NewAccount(AppDb db, UserManager<Account> accounts, TimeProvider time)
{
    /// <param name="password">null: it signs in through an identity provider alone.</param>
    /// <param name="emailIsVerified">
    /// Somebody answers for it that the e-mail is theirs: the administrator who typed it, or the provider who looked.
    /// </param>
    public async Task<Result<Account>> SaveAsync(
        string name,
        string email,
        string? password,
        bool mustChangePassword,
        CancellationToken cancellationToken,
        bool emailIsVerified = true
    )
    {
        var account = new Account
        {
            Name = name.Trim(),
            UserName = email.Trim(),
            Email = email.Trim(),
            CreatedAt = time.GetUtcNow(),
            MustChangePassword = mustChangePassword,
            LockoutEnabled = true,
        };
        if (string.IsNullOrEmpty(account.Name))
            return InvalidValue.Required("Name", "The name");
        var made = password is null
            ? await accounts.CreateAsync(account)
            : await accounts.CreateAsync(account, password);
        if (!made.Succeeded)
            return AccountErrors.Problems(made.Errors, account.Email);

        await LinkPersonAsync(account, emailIsVerified, cancellationToken);
        return account;
    }

    /// <summary>
    /// Somebody who was named as an owner before may get an account later: it is the same person. An e-mail that nobody
    /// looked at may be somebody else's, so it neither finds a person nor is kept with a new one, whom it would find later.
    /// </summary>
    private async Task LinkPersonAsync(Account account, bool emailIsVerified, CancellationToken cancellationToken)
    {
        var key = SortKey.Of(account.Email!);
        var person = emailIsVerified
            ? await db.People.SingleOrDefaultAsync(p => p.EmailKey == key, cancellationToken)
            : null;
        if (person is null)
        {
            person = Person.Called(account.Name, emailIsVerified ? account.Email : null);
            db.People.Add(person);
        }
        person.AccountId = account.Id;
    }
}
