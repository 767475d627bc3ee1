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
    public async Task<Result<Account>> SaveAsync(
        string name,
        string email,
        string? password,
        bool mustChangePassword,
        CancellationToken cancellationToken
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

        await LinkPersonAsync(account, cancellationToken);
        return account;
    }

    /// <summary>Somebody who was named as an owner before may get an account later: it is the same person.</summary>
    private async Task LinkPersonAsync(Account account, CancellationToken cancellationToken)
    {
        var key = SortKey.Of(account.Email!);
        var person = await db.People.SingleOrDefaultAsync(p => p.EmailKey == key, cancellationToken);
        if (person is null)
        {
            person = Person.Called(account.Name, account.Email);
            db.People.Add(person);
        }
        person.AccountId = account.Id;
    }
}
