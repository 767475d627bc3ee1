using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>The date has passed.</summary>
public sealed record EndDatePassed()
    : Problem("The date is not in the future. Nothing was changed. To end the account now, use End the account.");

/// <summary>
/// Says on which day an account ends by itself, for an auditor who comes for a while. From the end of that day (UTC) on
/// it can't sign in and its sessions are over. Needs an administrator of all portfolios; the last one has no end.
/// </summary>
public sealed class SetEndDate(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <param name="lastDay">null: no end.</param>
    public async Task<Result<Account>> RunAsync(long accountId, DateOnly? lastDay, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("change when accounts end");
        var endsAt = EndDate.After(lastDay);
        if (endsAt <= time.GetUtcNow())
            return new EndDatePassed { Field = "EndDate" };

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await db.Users.SingleOrDefaultAsync(
            a => a.Id == accountId && a.EndedAt == null,
            cancellationToken
        );
        if (account is null)
            return new NotFound("The open account");
        var before = account.EndsAt;
        account.EndsAt = endsAt;
        db.Audit(AccountAudit.EndDateSet(account, before));
        await db.SaveChangesAsync(cancellationToken);
        if (!await db.HasAdministratorAsync(cancellationToken))
            return new LastAdministrator();
        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}

/// <summary>A day that is a person's last, and the moment after it.</summary>
public static class EndDate
{
    public static DateTimeOffset? After(DateOnly? lastDay) =>
        lastDay is { } day ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : null;

    public static DateOnly? LastDay(DateTimeOffset? endsAt) =>
        endsAt is { } end ? DateOnly.FromDateTime(end.UtcDateTime.AddTicks(-1)) : null;
}
