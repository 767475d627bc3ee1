using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.Tests.Wire;

namespace MetaGraph.Tests.Assets;

public sealed class AssetsClientTests
{
    [Fact]
    public async Task An_ad_account_has_its_status_as_a_word_and_is_dead_when_disabled_or_closed()
    {
        var accounts = await ListAsync(
            AssetKind.AdAccount,
            """{"id":"act_1","name":"A","account_status":1,"business":{"id":"9","name":"Owner"}},{"id":"act_2","account_status":2},{"id":"act_3","account_status":101},{"id":"act_4","account_status":55},{"id":"act_5"}"""
        );
        Assert.Equal(["ACTIVE", "DISABLED", "CLOSED", "55", null], accounts.Select(account => account.Status));
        Assert.Equal([false, true, true, false, false], accounts.Select(account => account.IsDead));
        Assert.Equal(new GraphReference(new GraphId("9"), "Owner"), accounts[0].OwnerBusiness);
        Assert.Equal(new GraphReference(GraphOverWire.Business, null), accounts[1].OwnerBusiness);
        Assert.Equal("", accounts[1].Name);
    }

    [Fact]
    public async Task An_Instagram_account_has_its_asset_id_its_user_id_and_its_user_name()
    {
        var account = Assert.Single(
            await ListAsync(
                AssetKind.InstagramAccount,
                """{"id":"1026165617251103","ig_user_id":17841447022816929,"ig_username":"shop"}"""
            )
        );
        Assert.Equal("1026165617251103", account.Id.Value);
        Assert.Equal("17841447022816929", account.InstagramUserId?.Value);
        Assert.Equal("shop", account.Name);
    }

    [Fact]
    public async Task An_unavailable_dataset_is_dead()
    {
        var datasets = await ListAsync(AssetKind.Dataset, """{"id":"1","is_unavailable":true},{"id":"2"}""");
        Assert.Equal([true, false], datasets.Select(dataset => dataset.IsDead));
    }

    [Fact]
    public async Task A_clients_asset_without_a_known_owner_is_not_said_to_be_ours()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"data":[{"id":"1"}]}"""));
        using var graph = new GraphOverWire(server.Address);
        var page = await graph
            .Open()
            .Assets.ListAsync(GraphOverWire.Business, AssetKind.Page, AssetOwnership.Client)
            .SingleAsync();
        Assert.Null(page.OwnerBusiness);
        Assert.Equal(AssetOwnership.Client, page.Ownership);
        Assert.Equal("/v26.0/1001/client_pages", server.Requests[0].Path);
    }

    [Fact]
    public async Task Meta_has_no_list_of_clients_asset_groups()
    {
        using var graph = new GraphOverWire(ScriptedServer.Nobody());
        await Assert.ThrowsAsync<NotSupportedException>(async () =>
            await graph
                .Open()
                .Assets.ListWithAssignedUsersAsync(GraphOverWire.Business, AssetKind.AssetGroup, AssetOwnership.Client)
                .ToListAsync()
        );
    }

    [Fact]
    public async Task Assets_come_with_their_users_and_longer_lists_of_users_are_continued()
    {
        await using var server = new ScriptedServer(request =>
            request.Path.EndsWith("/assigned_users", StringComparison.Ordinal)
                ? WireAnswer.Ok("""{"data":[{"id":"12","tasks":["EDIT"]}]}""")
                : WireAnswer.Ok(
                    """{"data":[{"id":"1","name":"P","assigned_users":{"data":[{"id":"11","name":"Ann","tasks":["ANALYZE"]}],"paging":{"cursors":{"after":"A"},"next":"x"}}},{"id":"2","name":"Q"}]}"""
                )
        );
        using var graph = new GraphOverWire(server.Address);
        var assets = await graph
            .Open()
            .Assets.ListWithAssignedUsersAsync(GraphOverWire.Business, AssetKind.Dataset, AssetOwnership.Owned)
            .ToListAsync();
        Assert.Equal(["11", "12"], assets[0].Users.Select(user => user.Id.Value));
        Assert.Empty(assets[1].Users);
        Assert.Contains("assigned_users.business(1001).limit(100){id,name,tasks}", server.Requests[0].Query["fields"]);
        Assert.Equal("A", server.Requests[1].Query["after"]);
        Assert.Equal("1001", server.Requests[1].Query["business"]);
    }

    [Fact]
    public async Task A_group_is_assigned_by_lists_per_kind()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("true"));
        using var graph = new GraphOverWire(server.Address);
        var assignment = new Assignment(new GraphId("77"), GraphOverWire.Business, GraphOverWire.User, [])
        {
            GroupTasks = new AssetGroupTasks([new AssetTask("ANALYZE")], [new AssetTask("ADVERTISE")], [], []),
        };
        await graph.Open().Assets.AssignAsync(assignment);
        var body = Assert.Single(server.Requests).Json;
        Assert.Equal("ANALYZE", body.GetProperty("adaccount_tasks")[0].GetString());
        Assert.Equal("ADVERTISE", body.GetProperty("page_tasks")[0].GetString());
        Assert.False(body.TryGetProperty("pixel_tasks", out _));
        Assert.False(body.TryGetProperty("tasks", out _));
    }

    [Fact]
    public async Task Many_assignments_are_taken_away_in_one_request()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok("""[{"code":200,"body":"{\"success\":true}"},null]""")
        );
        using var graph = new GraphOverWire(server.Address);
        var results = await graph
            .Open()
            .Assets.UnassignManyAsync(
                [new GraphId("act_1"), new GraphId("31")],
                GraphOverWire.Business,
                GraphOverWire.User
            );
        Assert.IsType<BatchResult.Ok>(results[0]);
        Assert.IsType<BatchResult.Unknown>(results[1]);
        var items = Assert.Single(server.Requests).Json.GetProperty("batch");
        Assert.Equal("DELETE", items[1].GetProperty("method").GetString());
        Assert.Contains("31/assigned_users?", items[1].GetProperty("relative_url").GetString());
        Assert.Contains("business=1001", items[1].GetProperty("relative_url").GetString());
    }

    [Fact]
    public async Task Whether_a_token_reaches_an_asset_is_asked_by_its_id_alone()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"id":"act_1"}"""));
        using var graph = new GraphOverWire(server.Address);
        Assert.Equal("act_1", (await graph.Open().Assets.ReachAsync(new GraphId("act_1"))).Value);
        Assert.Equal("id", Assert.Single(server.Requests).Query["fields"]);
    }

    private static async Task<List<Asset>> ListAsync(AssetKind kind, string items)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok($"{{\"data\":[{items}]}}"));
        using var graph = new GraphOverWire(server.Address);
        return await graph.Open().Assets.ListAsync(GraphOverWire.Business, kind, AssetOwnership.Owned).ToListAsync();
    }
}
