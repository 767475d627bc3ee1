using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>There is an account: the first run is over.</summary>
public sealed record AlreadySetUp()
    : Problem("The first administrator was set up already. No account was made. Sign in instead.");

public sealed record SetupCodeWrong()
    : Problem("This is not the code that the app printed. No account was made. Look for the newest one in its log.");

public sealed record SetupCodeExpired()
    : Problem(
        "This code has expired. No account was made. The app prints a new one in its log when a code expires and each "
            + "time it is started."
    );

public sealed record SetupCodeUsed() : Problem("This code was used already. No account was made.");

/// <summary>
/// Makes the first account, an administrator of all portfolios: with the one-time code from the log, or from
/// <c>Setup:*</c> in the settings. Only while there is no account; of two at once, one is made.
/// </summary>
public sealed class SetUpFirstAdministrator(AppDb db, NewAccount newAccount, TimeProvider time)
{
    public sealed record Input(string Name, string Email, string Password);

    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken) =>
        !await db.Users.AnyAsync(cancellationToken);

    public async Task<Result<Account>> WithCodeAsync(string code, Input input, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Before the code: after the first run every code is a used one, and that would be the wrong thing to say.
        if (!await IsNeededAsync(cancellationToken))
            return new AlreadySetUp();
        if (await UseAsync(code, cancellationToken) is { } problem)
            return problem with { Field = "Code" };
        var made = await MakeAsync(input, "one-time code", cancellationToken);
        if (!made.Succeeded)
            return made;
        // Whoever had the code is signed in by it.
        made.Value.LastSignInAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    public async Task<Result<Account>> FromSettingsAsync(Input input, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await IsNeededAsync(cancellationToken))
            return new AlreadySetUp();
        var made = await MakeAsync(input, "settings", cancellationToken);
        if (made.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return made;
    }

    private async Task<Problem?> UseAsync(string code, CancellationToken cancellationToken)
    {
        var hash = MakeSetupCode.Hash(code);
        var now = time.GetUtcNow();
        var used = await db
            .SetupCodes.Where(c => c.CodeSha256 == hash && c.UsedAt == null && c.ValidUntil > now)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), cancellationToken);
        if (used > 0)
            return null;
        var known = await db
            .SetupCodes.AsNoTracking()
            .FirstOrDefaultAsync(c => c.CodeSha256 == hash, cancellationToken);
        return known switch
        {
            null => new SetupCodeWrong(),
            { UsedAt: not null } => new SetupCodeUsed(),
            _ => new SetupCodeExpired(),
        };
    }

    private async Task<Result<Account>> MakeAsync(Input input, string how, CancellationToken cancellationToken)
    {
        var made = await newAccount.SaveAsync(
            input.Name,
            input.Email,
            input.Password,
            mustChangePassword: false,
            cancellationToken
        );
        if (!made.Succeeded)
            return made;
        db.RoleAssignments.AddRange(RoleChoice.Everywhere(Role.Administrator).For(made.Value.Id));
        db.Audit(AccountAudit.FirstAdministratorSetUp(made.Value, how));
        await db.SaveChangesAsync(cancellationToken);
        // The audit log's head is locked from here to the commit: another first administrator, made at the same time
        // with another code, is either seen now or will see this one.
        return await db.Users.CountAsync(cancellationToken) == 1 ? made : new AlreadySetUp();
    }
}
