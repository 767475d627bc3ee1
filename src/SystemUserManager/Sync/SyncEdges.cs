using MetaGraph.Assets;
using SystemUserManager.Tokens;

namespace SystemUserManager.Sync;

/// <summary>All edges of a portfolio, in the order in which they are read.</summary>
internal static class SyncEdges
{
    public static IReadOnlyList<SyncEdge> Of(SyncRun sync, VaultClients vaults, SyncOptions options)
    {
        var shares = new ShareRows(sync);
        var grants = new GrantRows(sync);
        var assets = new AssetEdges(sync, grants, shares);
        return
        [
            .. AssetKinds.All.Where(k => k.ReverseEdge is not null).SelectMany(assets.Of),
            new SyncEdge(
                SystemUsersEdge.Name,
                new SystemUsersEdge(sync, grants, options.AskActivities ? new ActivityLog(sync) : null).ReadAsync,
                IsNeeded: true
            ),
            .. AssetKinds.All.Where(k => k.ReverseEdge is null).SelectMany(assets.Of),
            .. PartnerEdges.Of(sync, shares),
            .. AppEdges.Of(sync),
            new SyncEdge(PeopleEdge.Name, new PeopleEdge(sync).ReadAsync),
            new SyncEdge(VaultEdge.Name, new VaultEdge(sync, vaults).ReadAsync),
        ];
    }
}
