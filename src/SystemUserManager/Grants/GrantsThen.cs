using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Grants;

/// <summary>
/// What stands beside grants at one moment and isn't in their rows: what system users were called, who answered for
/// them, which asset groups give what. As big as there are system users, however many grants there are.
/// </summary>
internal sealed class GrantsThen
{
    private readonly GroupReach _groups;
    private readonly ILookup<long, Then>? _users;

    private GrantsThen(GroupReach groups, ILookup<long, Then>? users) => (_groups, _users) = (groups, users);

    /// <param name="rows">Only of these; null: of all that fit the filter.</param>
    public static async Task<GrantsThen> AtAsync(
        AppDb db,
        GrantFilter filter,
        IReadOnlyList<GrantRow>? rows,
        CancellationToken cancellationToken
    )
    {
        var groups = await GroupReach.AtAsync(
            db,
            filter.At,
            filter.PortfolioId,
            rows?.Select(r => r.AssetId).Distinct().ToList(),
            cancellationToken
        );
        if (filter.At is null)
            return new GrantsThen(groups, null);
        var versions = db.SystemUserVersions.At(filter.At);
        if (filter.PortfolioId is { } portfolio)
            versions = versions.Where(v => v.PortfolioId == portfolio);
        if (rows?.Select(r => r.SystemUserId).Distinct().ToList() is { } ids)
            versions = versions.Where(v => ids.Contains(v.SystemUserId));
        var users = await versions
            .Select(v => new Then(
                v.SystemUserId,
                v.Name,
                v.Role,
                db.People.Where(p => p.Id == v.OwnerId).Select(p => p.Name).FirstOrDefault()
            ))
            .ToListAsync(cancellationToken);
        return new GrantsThen(groups, users.ToLookup(u => u.SystemUserId));
    }

    public GrantRow On(GrantRow row)
    {
        row = row with { Through = _groups.Names(row.SystemUserId, row.AssetId) };
        if (_users is null)
            return row;
        row = row with { Why = null };
        return _users[row.SystemUserId].FirstOrDefault() is not { } then
            ? row
            : row with
            {
                SystemUserName = then.Name,
                NowCalled = then.Name == row.SystemUserName ? null : row.SystemUserName,
                Role = then.Role,
                OwnerName = then.OwnerName,
            };
    }

    private sealed record Then(long SystemUserId, string Name, string Role, string? OwnerName);
}
