using MetaGraph.Businesses;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Sync;

/// <summary>Turns a complete read of a portfolio's people into rows; whom they were matched with stays. What is the same writes nothing.</summary>
internal static class BusinessPeopleRecord
{
    public static async Task WriteAsync(
        AppDb db,
        long portfolioId,
        IReadOnlyList<BusinessUser> seen,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var known = await db
            .BusinessPeople.Where(p => p.PortfolioId == portfolioId)
            .ToDictionaryAsync(p => p.GraphId, cancellationToken);
        foreach (var user in seen.DistinctBy(u => u.Id))
        {
            var name = user.Name.Length > 0 ? user.Name : user.Id.Value;
            if (!known.Remove(user.Id.Value, out var record))
                db.BusinessPeople.Add(
                    record = new BusinessPerson
                    {
                        PortfolioId = portfolioId,
                        GraphId = user.Id.Value,
                        Name = name,
                        FirstSeenAt = at,
                    }
                );
            record.Rename(name);
            record.Write(user.Email);
            record.Role = user.Role;
            record.GoneAt = null;
        }

        foreach (var gone in known.Values.Where(p => p.GoneAt is null))
            gone.GoneAt = at;
    }
}
