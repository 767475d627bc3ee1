using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Tests.Fixture;

/// <summary>System users, assets and grants of one portfolio as lines of text: as they are at Meta, and as the record has them.</summary>
internal sealed record Inventory(
    IReadOnlyList<string> SystemUsers,
    IReadOnlyList<string> Assets,
    IReadOnlyList<string> Grants
)
{
    private static readonly Dictionary<AssetKind, string> GroupLists = new()
    {
        [AssetKind.AdAccount] = "adaccount_tasks",
        [AssetKind.Page] = "page_tasks",
        [AssetKind.Pixel] = "pixel_tasks",
    };

    public static Inventory AtMeta(GraphState state, Business business)
    {
        var app = business.ClaimedApps[0];
        var users = state.Members.SystemUsersOf(business.Id);
        var assets = state
            .Assets.All.Where(a => a.OwnerId == business.Id || a.Clients?.ContainsKey(business.Id) == true)
            .ToList();
        var groups = state.Assets.GroupsOf(business.Id);
        var grants = users.SelectMany(user =>
            assets
                .Select(a => (Kind: Kind(a.Kind), a.Id, Tasks: TasksOn(state, user, a)))
                .Concat(
                    groups
                        .Where(g => g.Members.ContainsKey(user.Id))
                        .Select(g =>
                            (Kind: "AssetGroup", g.Id, Tasks: g.Members[user.Id].Values.SelectMany(t => t).ToArray())
                        )
                )
                .Where(g => g.Tasks.Length > 0)
                .Select(g => $"{user.IdFor(app)} {g.Kind} {g.Id} {TaskSet.Format(g.Tasks)}")
        );
        return Sorted(
            users.Select(u => $"{u.IdFor(app)} {u.Name} {u.Role}"),
            assets
                .Select(a => $"{Kind(a.Kind)} {a.Id} {a.Name} {a.OwnerId == business.Id}")
                .Concat(groups.Select(g => $"AssetGroup {g.Id} {g.Name} True")),
            grants
        );
    }

    public static async Task<Inventory> RecordedAsync(AppDb db, long portfolioId)
    {
        var users = await db
            .SystemUsers.Where(s => s.PortfolioId == portfolioId && s.VanishedAt == null)
            .ToDictionaryAsync(s => s.Id);
        var assets = await db
            .Assets.Where(a => a.PortfolioId == portfolioId && a.GoneAt == null)
            .ToDictionaryAsync(a => a.Id);
        var grants = await db.SeenGrants.Where(g => g.PortfolioId == portfolioId && g.ValidTo == null).ToListAsync();
        return Sorted(
            users.Values.Select(u => $"{u.GraphId} {u.Name} {u.Role}"),
            assets.Values.Select(a => $"{a.Kind} {a.GraphId} {a.Name} {a.IsOwned}"),
            grants.Select(g =>
                $"{users[g.SystemUserId].GraphId} {assets[g.AssetId].Kind} {assets[g.AssetId].GraphId} {g.Tasks}"
            )
        );
    }

    private static Inventory Sorted(
        IEnumerable<string> users,
        IEnumerable<string> assets,
        IEnumerable<string> grants
    ) =>
        new(
            [.. users.Order(StringComparer.Ordinal)],
            [.. assets.Order(StringComparer.Ordinal)],
            [.. grants.Order(StringComparer.Ordinal)]
        );

    private static string[] TasksOn(GraphState state, SystemUser user, Asset asset) =>
        [
            .. (state.Grants.Find(user.Id, asset.Id)?.Tasks ?? []).Union(
                state
                    .Assets.GroupsWith(user)
                    .Where(g => g.Contained.Contains(asset.Id))
                    .SelectMany(g =>
                        GroupLists.TryGetValue(asset.Kind, out var list)
                            ? g.Members[user.Id].GetValueOrDefault(list) ?? []
                            : []
                    )
            ),
        ];

    private static string Kind(AssetKind kind) => kind == AssetKind.Pixel ? "Dataset" : kind.ToString();
}
