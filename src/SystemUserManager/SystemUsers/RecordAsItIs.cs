using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.SystemUsers;

/// <summary>An edit that changes nothing, for acts that change a part of the record and leave the rest.</summary>
internal static class RecordAsItIs
{
    public static async Task<EditSystemUserRequest> RequestAsync(
        AppDb db,
        SystemUser systemUser,
        ActRequest act,
        CancellationToken cancellationToken
    )
    {
        var people = await db
            .People.AsNoTracking()
            .Where(p => p.Id == systemUser.OwnerId || p.Id == systemUser.SuccessorId)
            .ToDictionaryAsync(p => p.Id, cancellationToken);
        var consumers = await db
            .Consumers.AsNoTracking()
            .Where(c => c.SystemUserId == systemUser.Id)
            .OrderBy(c => c.Id)
            .ToListAsync(cancellationToken);
        return new EditSystemUserRequest
        {
            Act = act,
            SystemUserId = systemUser.Id,
            Purpose = systemUser.Purpose,
            Environment = systemUser.Environment,
            Preset = systemUser.Preset,
            Owner = Typed(people.GetValueOrDefault(systemUser.OwnerId ?? 0)),
            Successor = Typed(people.GetValueOrDefault(systemUser.SuccessorId ?? 0)),
            NextReviewOn = systemUser.NextReviewOn,
            Consumers = [.. consumers.Select(c => new EditedConsumer(c.Id, c.Tool, c.RunsAt, c.Contact, c.Delivery))],
        };
    }

    private static TypedPerson? Typed(Person? person) =>
        person is null ? null : new TypedPerson(person.Name, person.Email, person.IsTeam);
}
