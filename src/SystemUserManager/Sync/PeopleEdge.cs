using MetaGraph.Businesses;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.People;

namespace SystemUserManager.Sync;

/// <summary>Who works in the portfolio with a login of their own; owners are matched with them, and whom they were matched with stays.</summary>
internal sealed class PeopleEdge(SyncRun sync)
{
    public const string Name = "business_users";

    public async Task ReadAsync(EdgeRead edge, CancellationToken cancellationToken)
    {
        var at = sync.Now;
        var seen = await sync
            .Session.Graph.Businesses.ListBusinessUsersAsync(sync.Session.BusinessId, cancellationToken)
            .ToListAsync(cancellationToken);
        await edge.SawAsync(seen.Count);
        var known = await sync
            .Db.BusinessPeople.AsNoTracking()
            .Where(p => p.PortfolioId == sync.PortfolioId)
            .ToDictionaryAsync(p => p.GraphId, cancellationToken);
        var changes = new List<RowChange>();
        foreach (var user in seen.DistinctBy(u => u.Id))
            if (!known.Remove(user.Id.Value, out var record))
            {
                record = new BusinessPerson
                {
                    PortfolioId = sync.PortfolioId,
                    GraphId = user.Id.Value,
                    Name = NameOf(user),
                    FirstSeenAt = at,
                };
                Write(record, user);
                changes.Add(new RowChange(record));
            }
            else if (!IsSame(record, user))
            {
                changes.Add(new RowChange(record, () => Write(record, user)));
            }

        changes.AddRange(
            known
                .Values.Where(p => p.GoneAt is null && p.FirstSeenAt <= edge.Began)
                .Select(p => new RowChange(p, () => p.GoneAt = at))
        );
        await sync.Writes.WriteAsync(changes, cancellationToken);
    }

    private static bool IsSame(BusinessPerson record, BusinessUser user) =>
        record.Name == NameOf(user) && record.Email == user.Email && record.Role == user.Role && record.GoneAt is null;

    private static void Write(BusinessPerson record, BusinessUser user)
    {
        record.Rename(NameOf(user));
        record.Write(user.Email);
        record.Role = user.Role;
        record.GoneAt = null;
    }

    private static string NameOf(BusinessUser user) => user.Name.Length > 0 ? user.Name : user.Id.Value;
}
