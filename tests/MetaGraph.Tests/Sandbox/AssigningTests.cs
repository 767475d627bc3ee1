using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.SystemUsers;

namespace MetaGraph.Tests.Sandbox;

/// <summary>Giving and taking access, over the protocol.</summary>
public sealed class AssigningTests(GraphInSandbox graph) : IClassFixture<GraphInSandbox>
{
    [Fact]
    public async Task Every_kind_is_assigned_and_unassigned_alone()
    {
        var user = await MakeUserAsync("Every kind");
        foreach (var info in AssetKinds.All.Where(info => info.Kind != AssetKind.AssetGroup))
        {
            var asset = await FirstAsync(info.Kind);
            await graph.Session.Assets.AssignAsync(new Assignment(asset, graph.Business, user, [info.Tasks[1]]));
            var read = await AssignedAsync(asset, user);
            Assert.Contains(info.Tasks[1], read!.Tasks);
            await graph.Session.Assets.UnassignAsync(asset, graph.Business, user);
            Assert.Null(await AssignedAsync(asset, user));
        }
    }

    [Fact]
    public async Task A_group_is_assigned_by_kind_and_unassigned()
    {
        var user = await MakeUserAsync("Group member");
        var group = await FirstAsync(AssetKind.AssetGroup);
        await graph.Session.Assets.AssignAsync(
            new Assignment(group, graph.Business, user, [])
            {
                GroupTasks = new AssetGroupTasks([new AssetTask("ANALYZE")], [], [], []),
            }
        );
        var grants = await graph.Session.SystemUsers.ReadGrantsAsync(user);
        Assert.Contains(grants, grant => grant.Kind == AssetKind.AssetGroup && grant.Id == group);
        await graph.Session.Assets.UnassignAsync(group, graph.Business, user);
        Assert.Empty(await graph.Session.SystemUsers.ReadGrantsAsync(user));
    }

    [Fact]
    public async Task Every_kind_is_assigned_in_one_batch_and_a_refused_one_leaves_the_others_alone()
    {
        var user = await MakeUserAsync("In one batch");
        var assignments = new List<Assignment>();
        foreach (var info in AssetKinds.All.Where(info => info.Kind != AssetKind.AssetGroup))
            assignments.Add(new Assignment(await FirstAsync(info.Kind), graph.Business, user, [info.Tasks[1]]));
        assignments.Insert(2, new Assignment(new GraphId("999999"), graph.Business, user, [new AssetTask("ANALYZE")]));
        var session = graph.Open();
        var results = await session.Assets.AssignManyAsync(assignments);
        Assert.Equal(1, session.Requests);
        Assert.Equal(7, session.Calls);
        var refused = Assert.IsType<BatchResult.Failed>(results[2]);
        Assert.Equal(GraphErrorKind.NotFound, refused.Error.Kind);
        Assert.Equal(6, results.Count(result => result is BatchResult.Ok));
        Assert.Equal(4, (await session.SystemUsers.ReadGrantsAsync(user)).Count);
    }

    [Fact]
    public async Task An_item_that_was_done_but_not_answered_is_unknown()
    {
        var user = await MakeUserAsync("Lost item");
        var accounts = await graph
            .Session.Assets.ListAsync(graph.Business, AssetKind.AdAccount, AssetOwnership.Owned)
            .Take(3)
            .Select(account => account.Id)
            .ToListAsync();
        await graph.GivenFaultAsync(
            new
            {
                server = "graph",
                method = "POST",
                path = $"/{accounts[1]}/assigned_users",
                mode = "after",
                times = 1,
            }
        );
        var results = await graph.Session.Assets.AssignManyAsync([
            .. accounts.Select(id => new Assignment(id, graph.Business, user, [new AssetTask("ANALYZE")])),
        ]);
        Assert.IsType<BatchResult.Ok>(results[0]);
        Assert.IsType<BatchResult.Unknown>(results[1]);
        Assert.IsType<BatchResult.Ok>(results[2]);
        Assert.Equal(3, (await graph.Session.SystemUsers.ReadGrantsAsync(user)).Count);
    }

    [Fact]
    public async Task A_task_that_the_kind_does_not_know_is_refused_in_words()
    {
        var user = await MakeUserAsync("Wrong task");
        var catalog = await FirstAsync(AssetKind.ProductCatalog);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() =>
            graph.Session.Assets.AssignAsync(new Assignment(catalog, graph.Business, user, [new AssetTask("ANALYZE")]))
        );
        Assert.Equal(GraphErrorKind.Validation, error.Kind);
        Assert.Contains("ANALYZE", error.VendorMessage);
    }

    [Fact]
    public async Task Partners_are_removed()
    {
        var businesses = graph.Session.Businesses;
        var agency = await businesses.ListAgenciesAsync(graph.Business).SingleAsync();
        var client = await businesses.ListClientsAsync(graph.Business).SingleAsync();
        await businesses.RemoveAgencyAsync(graph.Business, agency.Id);
        await businesses.RemoveClientAsync(graph.Business, client.Id);
        Assert.Empty(await businesses.ListAgenciesAsync(graph.Business).ToListAsync());
        Assert.Empty(await businesses.ListClientsAsync(graph.Business).ToListAsync());
    }

    private Task<GraphId> MakeUserAsync(string name) =>
        graph.Session.SystemUsers.CreateAsync(graph.Business, name, SystemUserRole.Employee);

    private async Task<GraphId> FirstAsync(AssetKind kind) =>
        (await graph.Session.Assets.ListAsync(graph.Business, kind, AssetOwnership.Owned).FirstAsync()).Id;

    private async Task<AssignedUser?> AssignedAsync(GraphId asset, GraphId user) =>
        await graph
            .Session.Assets.ListAssignedUsersAsync(asset, graph.Business)
            .FirstOrDefaultAsync(assigned => assigned.Id == user);
}
