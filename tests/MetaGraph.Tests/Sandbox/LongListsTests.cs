using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.SystemUsers;

namespace MetaGraph.Tests.Sandbox;

/// <summary>Lists longer than a page, at every depth, over the protocol.</summary>
public sealed class LongListsTests : IAsyncLifetime
{
    private readonly GraphInSandbox _graph = new();

    public async ValueTask InitializeAsync()
    {
        await _graph.InitializeAsync();
        await _graph.GivenWorldAsync(systemUsers: 130, assets: 600, grantsPerSystemUser: 260);
    }

    public ValueTask DisposeAsync() => _graph.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_system_users_come_once_however_short_the_pages_are(bool shortPages)
    {
        await _graph.GivenSwitchAsync("shortPages", shortPages);
        var users = await _graph.Session.SystemUsers.ListAsync(_graph.Business).ToListAsync();
        Assert.Equal(131, users.Count);
        Assert.Equal(131, users.Select(user => user.Id).Distinct().Count());
    }

    [Fact]
    public async Task All_assets_come_once()
    {
        var count = 0;
        foreach (var kind in Enum.GetValues<AssetKind>())
        {
            var assets = await _graph
                .Session.Assets.ListAsync(_graph.Business, kind, AssetOwnership.Owned)
                .ToListAsync();
            Assert.Equal(assets.Count, assets.Select(asset => asset.Id).Distinct().Count());
            count += assets.Count(asset => asset.Kind != AssetKind.AssetGroup);
        }
        Assert.Equal(600, count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Grants_read_from_the_users_side_and_from_the_assets_side_are_the_same(bool shortPages)
    {
        await _graph.GivenSwitchAsync("shortPages", shortPages);
        var session = _graph.Open(GraphAccess.ReadOnly);
        var fromUsers = new HashSet<(GraphId User, GraphId Asset, string Tasks)>();
        await foreach (var (user, assets) in session.SystemUsers.ListWithGrantsAsync(_graph.Business))
        foreach (var asset in assets.Where(asset => asset.Kind != AssetKind.AssetGroup))
            Assert.True(fromUsers.Add((user.Id, asset.Id, Sorted(asset.Tasks))));
        var fromAssets = new HashSet<(GraphId User, GraphId Asset, string Tasks)>();
        var withoutReverse = 0;
        foreach (var kind in Enum.GetValues<AssetKind>().Where(kind => kind != AssetKind.AssetGroup))
        await foreach (
            var (asset, users) in session.Assets.ListWithAssignedUsersAsync(_graph.Business, kind, AssetOwnership.Owned)
        )
        foreach (var user in users)
            if (AssetKinds.Of(kind).ReverseEdge is null)
                withoutReverse++;
            else
                Assert.True(fromAssets.Add((user.Id, asset.Id, Sorted(user.Tasks))));
        Assert.True(fromUsers.Count > 10_000);
        Assert.Equal(130 * 260, fromUsers.Count + withoutReverse);
        Assert.True(fromUsers.SetEquals(fromAssets));

        static string Sorted(IEnumerable<AssetTask> tasks) =>
            string.Join(',', tasks.Select(task => task.Value).Order());
    }

    [Fact]
    public async Task The_rest_of_long_lists_of_many_system_users_comes_in_few_requests()
    {
        var session = _graph.Open(GraphAccess.ReadOnly);
        var users = await session.SystemUsers.ListWithGrantsAsync(_graph.Business).ToListAsync();
        Assert.Equal(131, users.Count);
        // 2 pages of system users; about 130 ad accounts of each of them, which is a second page for each.
        Assert.InRange(session.Calls, 120, 2 + 131);
        Assert.InRange(session.Requests, 2, 10);
    }

    [Fact]
    public async Task A_part_of_a_batch_that_is_too_heavy_is_asked_for_alone_in_smaller_pages()
    {
        await _graph.GivenFaultAsync(
            new
            {
                server = "graph",
                method = "GET",
                path = "/*/assigned_ad_accounts",
                mode = "before",
                status = 500,
                code = 1,
                message = "Please reduce the amount of data you're asking for, then retry your request",
                times = 2,
            }
        );
        var session = _graph.Open(GraphAccess.ReadOnly);
        var users = await session.SystemUsers.ListWithGrantsAsync(_graph.Business).ToListAsync();
        Assert.Equal(131, users.Count);
        Assert.All(users.Skip(1), user => Assert.Equal(user.Assets.Count, user.Assets.Distinct().Count()));
        var alone = await session.SystemUsers.ReadGrantsAsync(users[1].User.Id);
        Assert.Equal(alone.Select(asset => asset.Id), users[1].Assets.Select(asset => asset.Id));
    }

    [Fact]
    public async Task Assigned_users_of_many_assets_are_read_fifty_assets_a_request()
    {
        var pages = await _graph
            .Session.Assets.ListAsync(_graph.Business, AssetKind.Page, AssetOwnership.Owned)
            .Select(page => page.Id)
            .ToListAsync();
        var session = _graph.Open(GraphAccess.ReadOnly, options => options.NestedPageSize = 20);
        var results = await session.Assets.ReadAssignedUsersAsync(pages, _graph.Business);
        Assert.Equal(pages.Count, results.Count);
        foreach (var (id, result) in pages.Zip(results).Where((_, i) => i % 40 == 0))
        {
            var users = Assert.IsType<BatchResult<IReadOnlyList<AssignedUser>>.Ok>(result).Value;
            var alone = await _graph.Session.Assets.ListAssignedUsersAsync(id, _graph.Business).ToListAsync();
            Assert.Equal(alone.Select(user => user.Id), users.Select(user => user.Id));
        }
    }
}
