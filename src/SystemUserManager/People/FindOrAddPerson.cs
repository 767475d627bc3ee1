using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>A person or team as typed into a form.</summary>
public sealed record TypedPerson(string Name, string? Email, bool IsTeam);

/// <summary>
/// Finds the person that a form names (by e-mail where given, otherwise by exact name after normalising), or adds one.
/// The addition is part of the caller's transaction and is audited.
/// </summary>
public sealed class FindOrAddPerson(AppDb db)
{
    public async Task<Person> RunAsync(TypedPerson typed, CancellationToken cancellationToken)
    {
        var person = await FindAsync(typed, cancellationToken);
        if (person is not null)
            return person;
        person = Person.Called(typed.Name, string.IsNullOrWhiteSpace(typed.Email) ? null : typed.Email, typed.IsTeam);
        db.People.Add(person);
        db.Audit(PersonAudit.Added(person));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return person;
        }
        catch (DbUpdateException refused) when (DatabaseTroubles.Of(refused) is null)
        {
            // Somebody else added the same person at this moment: then that one is there now.
            db.Entry(person).State = EntityState.Detached;
            if (await FindAsync(typed, cancellationToken) is { } theirs)
                return theirs;
            throw;
        }
    }

    private async Task<Person?> FindAsync(TypedPerson typed, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(typed.Email))
        {
            var emailKey = SortKey.Of(typed.Email);
            return await db.People.FirstOrDefaultAsync(p => p.EmailKey == emailKey, cancellationToken);
        }

        var nameKey = SortKey.Of(typed.Name);
        return await db.People.OrderBy(p => p.Id).FirstOrDefaultAsync(p => p.NameKey == nameKey, cancellationToken);
    }
}

internal static class PersonAudit
{
    public static AuditRecord Added(Person person) => About(person, person.IsTeam ? "Add team" : "Add person");

    public static AuditRecord About(Person person, string action) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = "Person",
            ObjectId = () => person.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ObjectLabel = person.Email is null ? person.Name : $"{person.Name} <{person.Email}>",
        };
}
