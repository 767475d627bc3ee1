using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Grants;

/// <summary>
/// What asset groups give at one moment: a system user in a group reaches what the group holds. Meta shows such a grant
/// like any other, so where both are the group is named, and an assignment besides can't be told apart.
/// </summary>
public sealed class GroupReach
{
    private readonly ILookup<long, long> _groupsOfAsset;
    private readonly ILookup<long, (long GroupId, string Name)> _groupsOfUser;

    private GroupReach(ILookup<long, long> groupsOfAsset, ILookup<long, (long, string)> groupsOfUser) =>
        (_groupsOfAsset, _groupsOfUser) = (groupsOfAsset, groupsOfUser);

    /// <summary>The names of the groups through which it reaches this asset; empty: none.</summary>
    public IReadOnlyList<string> Names(long systemUserId, long assetId) =>
        [
            .. from holds in _groupsOfAsset[assetId]
            from isIn in _groupsOfUser[systemUserId]
            where isIn.GroupId == holds
            orderby isIn.Name
            select isIn.Name,
        ];

    /// <param name="at">null: now.</param>
    /// <param name="portfolioId">null: all.</param>
    /// <param name="assetIds">null: all; what groups hold is much less than what is granted.</param>
    internal static async Task<GroupReach> AtAsync(
        AppDb db,
        DateTimeOffset? at,
        long? portfolioId,
        IReadOnlyCollection<long>? assetIds,
        CancellationToken cancellationToken
    )
    {
        var grouped = db.GroupedAssets.At(at);
        if (portfolioId is { } portfolio)
            grouped = grouped.Where(g => g.PortfolioId == portfolio);
        if (assetIds is not null)
            grouped = grouped.Where(g => assetIds.Contains(g.AssetId));
        var held = await grouped.Select(g => new { g.AssetId, g.GroupId }).ToListAsync(cancellationToken);
        var groups = held.Select(g => g.GroupId).Distinct().ToList();
        var members =
            groups.Count == 0
                ? []
                : await (
                    from g in db.SeenGrants.At(at)
                    join a in db.Assets on g.AssetId equals a.Id
                    where groups.Contains(g.AssetId) && a.Kind == AssetKind.AssetGroup
                    select new
                    {
                        g.SystemUserId,
                        g.AssetId,
                        a.Name,
                    }
                ).ToListAsync(cancellationToken);
        return new GroupReach(
            held.ToLookup(g => g.AssetId, g => g.GroupId),
            members.ToLookup(m => m.SystemUserId, m => (m.AssetId, m.Name))
        );
    }
}
