using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <param name="IsMatch">false: the account isn't theirs after all.</param>
public sealed record MatchAccountRequest(ActRequest Act, long PersonId, long AccountId, bool IsMatch);

/// <summary>An account is one person's.</summary>
public sealed record AccountIsSomebodyElses(string Email, string Person)
    : Problem($"The account {Email} is {Person}'s already. Nothing was changed. Take that back first, if it is wrong.");

/// <summary>A person has one account.</summary>
public sealed record PersonHasAccount(string Person, string Email)
    : Problem($"{Person} has the account {Email} already. Nothing was changed. Take that back first, if it is wrong.");

/// <summary>
/// Says whose an account here is, where the same verified e-mail didn't tell or told wrongly. Whoever signs in with it
/// then answers for what the person owns. Needs an administrator of all portfolios.
/// </summary>
public sealed class MatchAccount(AppDb db, CurrentUser user)
{
    /// <returns>The person's name.</returns>
    public async Task<Result<string>> RunAsync(MatchAccountRequest request, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("say whose an account is");
        var person = await db.People.FirstOrDefaultAsync(p => p.Id == request.PersonId, cancellationToken);
        if (person is null)
            return new NotFound("This person");
        var account = await db.Users.FirstOrDefaultAsync(a => a.Id == request.AccountId, cancellationToken);
        if (account is null)
            return InvalidValue.Required(nameof(request.AccountId), "The account");
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        if (request.IsMatch && await WhyNotAsync(person, account, cancellationToken) is { } why)
            return why with { Field = nameof(request.AccountId) };
        if (request.IsMatch == (person.AccountId == account.Id))
            return person.Name;

        person.AccountId = request.IsMatch ? account.Id : null;
        var words = $"{account.Name} <{account.Email}>";
        db.Audit(
            PersonAudit.About(person, request.IsMatch ? "Match with an account" : "Undo a match with an account") with
            {
                Before = AuditFields.Of(("Account here", request.IsMatch ? null : words)),
                After = AuditFields.Of(("Account here", request.IsMatch ? words : null)),
                Reason = request.Act.Reason.Trim(),
                Ticket = request.Act.Ticket,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException refused) when (DatabaseTroubles.Of(refused) is null)
        {
            // Somebody else gave it to another person at this moment.
            return new AccountIsSomebodyElses(account.Email!, "somebody else") { Field = nameof(request.AccountId) };
        }

        return person.Name;
    }

    private async Task<Problem?> WhyNotAsync(Person person, Account account, CancellationToken cancellationToken)
    {
        if (person.IsTeam)
            return new AccountOfATeam(person.Name);
        if (account.EndedAt is not null)
            return new AccountWasEnded(account.Email!);
        if (person.AccountId is { } has && has != account.Id)
            return new PersonHasAccount(
                person.Name,
                await db.Users.Where(a => a.Id == has).Select(a => a.Email!).SingleAsync(cancellationToken)
            );
        var other = await db.People.FirstOrDefaultAsync(
            p => p.AccountId == account.Id && p.Id != person.Id,
            cancellationToken
        );
        return other is null
            ? null
            : new AccountIsSomebodyElses(account.Email!, other.Name) { Link = $"/People/{other.Id}" };
    }

    private sealed record AccountOfATeam(string Name)
        : Problem($"{Name} is a team; an account is one person's. Nothing was changed.");

    private sealed record AccountWasEnded(string Email)
        : Problem($"The account {Email} was ended. Nothing was changed. Reopen it under Settings first.");
}
