using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <param name="HasLeft">false: they are here after all.</param>
public sealed record MarkLeftRequest(ActRequest Act, long PersonId, bool HasLeft);

/// <summary>
/// Says that a person left the company (or a team is no more), so that what they own shows up as work for somebody. Their
/// account is another matter, and is ended under Settings. Needs an administrator of all portfolios.
/// </summary>
public sealed class MarkLeft(AppDb db, CurrentUser user, TimeProvider time)
{
    public async Task<Result<Person>> RunAsync(MarkLeftRequest request, CancellationToken cancellationToken)
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("say who left");
        var person = await db.People.FirstOrDefaultAsync(p => p.Id == request.PersonId, cancellationToken);
        if (person is null)
            return new NotFound("This person");
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        if (request.HasLeft == person.LeftAt is not null)
            return person;
        var before = Words(person);
        person.LeftAt = request.HasLeft ? time.GetUtcNow() : null;
        db.Audit(
            PersonAudit.About(person, request.HasLeft ? "Mark as left" : "Mark as here") with
            {
                Before = before,
                After = Words(person),
                Reason = request.Act.Reason.Trim(),
                Ticket = request.Act.Ticket,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return person;
    }

    private static string Words(Person person) => AuditFields.Of(("Left", person.LeftAt is null ? "no" : "yes"));
}
