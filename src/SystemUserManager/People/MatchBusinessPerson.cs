using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <param name="BusinessPersonId">Ours, of somebody whom Meta lists.</param>
/// <param name="IsMatch">false: they aren't the same after all.</param>
public sealed record MatchBusinessPersonRequest(ActRequest Act, long PersonId, long BusinessPersonId, bool IsMatch);

/// <summary>It was said already of somebody else.</summary>
public sealed record BusinessPersonIsSomebodyElse(string Name, string Person)
    : Problem(
        $"{Name} at Meta is matched with {Person} already. Nothing was changed. Undo that first, if it is wrong."
    );

/// <summary>
/// Says that somebody who answers for system users is the one whom Meta lists as a person of a portfolio, so that it is
/// seen when Meta lists them no more. Names may differ and several may have the same: a person says it, never the
/// program. Role needed: Administrator of that portfolio.
/// </summary>
public sealed class MatchBusinessPerson(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <returns>The person's name here.</returns>
    public async Task<Result<string>> RunAsync(MatchBusinessPersonRequest request, CancellationToken cancellationToken)
    {
        var listed = await db.BusinessPeople.FirstOrDefaultAsync(
            p => p.Id == request.BusinessPersonId,
            cancellationToken
        );
        if (listed is null)
            return new NotFound("This person of the portfolio") { Field = nameof(request.BusinessPersonId) };
        if (!user.May(Role.Administrator, listed.PortfolioId))
            return new NotAllowed("say who somebody is at Meta");
        var person = await db.People.FirstOrDefaultAsync(p => p.Id == request.PersonId, cancellationToken);
        if (person is null)
            return new NotFound("This person");
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        if (person.IsTeam)
            return InvalidValue.Of(
                nameof(request.PersonId),
                $"{person.Name} is a team; Meta lists people. Nothing was changed."
            );
        if (listed.PersonId is { } other && other != person.Id)
            return new BusinessPersonIsSomebodyElse(
                listed.Name,
                await db.People.Where(p => p.Id == other).Select(p => p.Name).SingleAsync(cancellationToken)
            )
            {
                Field = nameof(request.BusinessPersonId),
                Link = $"/People/{other}",
            };
        if (listed.PersonId is not null == request.IsMatch)
            return person.Name;

        listed.PersonId = request.IsMatch ? person.Id : null;
        listed.MatchedAt = request.IsMatch ? time.GetUtcNow() : null;
        listed.MatchedByName = request.IsMatch ? user.Name : null;
        var portfolio = await db
            .Portfolios.Where(p => p.Id == listed.PortfolioId)
            .Select(p => p.Name)
            .SingleAsync(cancellationToken);
        var words = $"{listed.Name} ({listed.GraphId}) of {portfolio}";
        db.Audit(
            PersonAudit.About(person, request.IsMatch ? "Match with a person at Meta" : "Undo a match at Meta") with
            {
                Before = AuditFields.Of(("At Meta", request.IsMatch ? "not matched" : words)),
                After = AuditFields.Of(("At Meta", request.IsMatch ? words : "not matched")),
                Reason = request.Act.Reason.Trim(),
                Ticket = request.Act.Ticket,
                PortfolioId = () => listed.PortfolioId,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return person.Name;
    }
}
