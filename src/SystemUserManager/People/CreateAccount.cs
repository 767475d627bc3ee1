using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Makes an account with a password that an administrator typed and hands over; it must be changed at the first sign-in.
/// Needs an administrator of all portfolios.
/// </summary>
public sealed class CreateAccount(AppDb db, NewAccount newAccount, CurrentUser user, TimeProvider time)
{
    /// <param name="LastDay">null: no end.</param>
    public sealed record Input(string Name, string Email, string Password, RoleChoice Roles, DateOnly? LastDay = null);

    public async Task<Result<Account>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("create accounts");
        var names = await db.Portfolios.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        if (input.Roles.Check(names) is { Count: > 0 } problems)
            return problems;
        if (EndDate.After(input.LastDay) <= time.GetUtcNow())
            return new EndDatePassed { Field = "EndDate" };

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var made = await SaveAsync(input, cancellationToken);
        if (!made.Succeeded)
            return made;
        made.Value.EndsAt = EndDate.After(input.LastDay);
        await LabelRows.ReplaceAsync(db, made.Value, [input.Roles], cancellationToken);
        db.Audit(AccountAudit.Created(made.Value, input.Roles.InWords(names)));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>Two administrators may make the same account at the same moment; the unique index lets one through.</summary>
    private async Task<Result<Account>> SaveAsync(Input input, CancellationToken cancellationToken)
    {
        try
        {
            return await newAccount.SaveAsync(
                input.Name,
                input.Email,
                input.Password,
                mustChangePassword: true,
                cancellationToken
            );
        }
        catch (DbUpdateException refused) when (DatabaseTroubles.Of(refused) is null)
        {
            return new EmailTaken(input.Email) { Field = "Email" };
        }
    }
}
