using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.SystemUsers;

namespace MetaGraph.Tests.Sandbox;

/// <summary>Reading what a business has, over the protocol.</summary>
public sealed class InventoryTests(GraphInSandbox graph) : IClassFixture<GraphInSandbox>
{
    [Fact]
    public async Task A_business_its_apps_its_people_and_its_partners_are_read_where_only_reading_is_allowed()
    {
        var businesses = graph.Open(GraphAccess.ReadOnly).Businesses;
        var business = await businesses.GetAsync(graph.Business);
        Assert.Equal("Northwind Retail", business.Name);
        Assert.NotNull(business.VerificationStatus);
        Assert.NotNull(business.TwoFactorType);
        Assert.NotNull(business.CreatedTime);
        Assert.Equal(graph.AppId, (await businesses.ListOwnedAppsAsync(graph.Business).SingleAsync()).Id);
        Assert.Empty(await businesses.ListClientAppsAsync(graph.Business).ToListAsync());
        var people = await businesses.ListBusinessUsersAsync(graph.Business).ToListAsync();
        Assert.Contains(people, person => person is { Name: "Maria Jensen", Role: "ADMIN", Email: not null });
        Assert.Equal("Brightside Agency", (await businesses.ListAgenciesAsync(graph.Business).SingleAsync()).Name);
        Assert.Equal("Fabrikam Outdoor", (await businesses.ListClientsAsync(graph.Business).SingleAsync()).Name);
    }

    [Fact]
    public async Task All_seven_kinds_are_listed_and_told_who_owns_them()
    {
        foreach (var kind in Enum.GetValues<AssetKind>())
        {
            var assets = await graph.Session.Assets.ListAsync(graph.Business, kind, AssetOwnership.Owned).ToListAsync();
            Assert.NotEmpty(assets);
            Assert.All(
                assets,
                asset =>
                {
                    Assert.Equal(kind, asset.Kind);
                    Assert.NotEmpty(asset.Name);
                    Assert.Equal(graph.Business, asset.OwnerBusiness?.Id);
                }
            );
        }
    }

    [Fact]
    public async Task All_six_kinds_that_clients_can_share_are_listed()
    {
        foreach (var kind in AssetKinds.All.Where(info => info.ClientEdge is not null).Select(info => info.Kind))
        {
            var assets = await graph
                .Session.Assets.ListAsync(graph.Business, kind, AssetOwnership.Client)
                .ToListAsync();
            Assert.Equal(kind is AssetKind.AdAccount or AssetKind.Page ? 1 : 0, assets.Count);
        }
    }

    [Fact]
    public async Task All_seven_kinds_are_read_with_the_users_assigned_to_them()
    {
        foreach (var kind in Enum.GetValues<AssetKind>())
        {
            var assets = await graph
                .Session.Assets.ListWithAssignedUsersAsync(graph.Business, kind, AssetOwnership.Owned)
                .ToListAsync();
            var users = assets.SelectMany(asset => asset.Users).ToList();
            Assert.NotEmpty(users);
            Assert.All(users, user => Assert.True(user.Tasks.Count > 0 || user.GroupTasks is not null));
            var first = assets.First(asset => asset.Users.Count > 0);
            var alone = await graph
                .Session.Assets.ListAssignedUsersAsync(first.Asset.Id, graph.Business, kind)
                .ToListAsync();
            Assert.Equal(first.Users.Select(user => user.Id), alone.Select(user => user.Id));
        }
    }

    [Fact]
    public async Task System_users_are_read_with_their_grants_in_one_request()
    {
        var session = graph.Open(GraphAccess.ReadOnly);
        var users = await session.SystemUsers.ListWithGrantsAsync(graph.Business).ToListAsync();
        Assert.Equal(1, session.Requests);
        Assert.Contains(users, one => one.User.Role == SystemUserRole.Admin);
        var user = users.Single(one => one.User.Name == "user1");
        Assert.Contains(user.Assets, asset => asset is { Kind: AssetKind.AssetGroup, Name: "DACH" });
        Assert.NotEmpty(user.Assets.Single(asset => asset.Kind == AssetKind.AssetGroup).GroupTasks!.AdAccounts);
        var alone = await session.SystemUsers.ReadGrantsAsync(user.User.Id);
        Assert.Equal(user.Assets.Select(Describe), alone.Select(Describe));
        Assert.NotNull(session.ServerTime);

        static string Describe(AssignedAsset asset) => $"{asset.Kind} {asset.Id} {string.Join(',', asset.Tasks)}";
    }

    [Fact]
    public async Task Assets_come_with_whom_they_are_shared_to_and_with_who_reaches_them_in_one_request()
    {
        var session = graph.Open(GraphAccess.ReadOnly);
        var accounts = await session
            .Assets.ListDetailsAsync(
                graph.Business,
                AssetKind.AdAccount,
                AssetOwnership.Owned,
                AssetDetail.AssignedUsers | AssetDetail.Agencies
            )
            .ToListAsync();
        Assert.Equal(1, session.Requests);
        var shared = Assert.Single(accounts, account => account.Agencies!.Count > 0);
        Assert.Equal("Northwind DE Brand", shared.Asset.Name);
        Assert.Equal(["ADVERTISE", "ANALYZE", "DRAFT"], shared.Agencies![0].PermittedTasks.Select(task => task.Value));
        Assert.Contains(accounts, account => account.Users!.Count > 0);
    }

    [Fact]
    public async Task Asset_groups_come_with_what_they_hold_in_one_request()
    {
        var session = graph.Open(GraphAccess.ReadOnly);
        var groups = await session.Assets.ListGroupContentAsync(graph.Business).ToListAsync();
        Assert.Equal(1, session.Requests);
        var dach = groups.Single(group => group.Group.Name == "DACH");
        Assert.Equal(
            [AssetKind.AdAccount, AssetKind.AdAccount, AssetKind.AdAccount, AssetKind.Page, AssetKind.Dataset],
            dach.Contained.Select(asset => asset.Kind)
        );
        Assert.All(dach.Contained, asset => Assert.NotEmpty(asset.Name));
    }

    [Fact]
    public async Task The_owner_of_a_clients_asset_is_told_where_Meta_tells_it()
    {
        var pages = await graph
            .Session.Assets.ListAsync(graph.Business, AssetKind.Page, AssetOwnership.Client)
            .ToListAsync();
        Assert.All(pages, page => Assert.NotEqual(graph.Business, page.OwnerBusiness!.Id));
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        var error = await Assert.ThrowsAsync<MetaGraphException>(() =>
            graph.Session.Businesses.GetAsync(new GraphId("999999999999"))
        );
        Assert.Equal(GraphErrorKind.NotFound, error.Kind);
        Assert.NotNull(error.TraceId);
    }

    [Fact]
    public async Task The_timed_proof_is_accepted()
    {
        var session = graph.Open(GraphAccess.ReadOnly, options => options.TimedProof = true);
        Assert.NotEmpty((await session.SystemUsers.MeAsync()).Name);
    }
}
