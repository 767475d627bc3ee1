using MetaGraph.Assets;
using MetaGraph.SystemUsers;
using MetaGraph.Tests.Wire;

namespace MetaGraph.Tests.SystemUsers;

public sealed class SystemUsersClientTests
{
    [Fact]
    public async Task A_system_user_is_read_with_role_creator_and_time_and_unknown_roles_are_kept()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok(
                """{"data":[{"id":"1","name":"Reports","role":"ADMIN","created_by":{"id":"5","name":"Ann"},"created_time":"2026-07-28T00:41:54+0100","new_field":{}},{"id":2,"role":"CURATOR"}]}"""
            )
        );
        using var graph = new GraphOverWire(server.Address);
        var users = await graph.Open().SystemUsers.ListAsync(GraphOverWire.Business).ToListAsync();
        Assert.Equal(
            new SystemUser(
                new GraphId("1"),
                "Reports",
                SystemUserRole.Admin,
                new GraphReference(new GraphId("5"), "Ann"),
                new DateTimeOffset(2026, 7, 27, 23, 41, 54, TimeSpan.Zero)
            ),
            users[0]
        );
        Assert.Equal(new SystemUser(new GraphId("2"), "", new SystemUserRole("CURATOR"), null, null), users[1]);
    }

    [Theory]
    [InlineData("""{"id":"100000008899900"}""")]
    [InlineData("""{"id":100000008899900}""")]
    public async Task Creating_answers_the_new_id(string answer)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(answer));
        using var graph = new GraphOverWire(server.Address);
        var id = await graph
            .Open()
            .SystemUsers.CreateAsync(GraphOverWire.Business, "Ad Server", SystemUserRole.Employee);
        Assert.Equal("100000008899900", id.Value);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v26.0/1001/system_users", request.Line);
        Assert.Equal("Ad Server", request.Json.GetProperty("name").GetString());
        Assert.Equal("EMPLOYEE", request.Json.GetProperty("role").GetString());
    }

    [Theory]
    [InlineData("true")]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"success":"true"}""")]
    [InlineData("""{"id":"2002"}""")]
    public async Task Every_way_in_which_Meta_says_done_is_understood(string answer)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(answer));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().SystemUsers.RenameAsync(GraphOverWire.Business, GraphOverWire.User, "FBX Server");
        await graph.Open().SystemUsers.InstallAppAsync(GraphOverWire.User, GraphOverWire.AppId);
        Assert.Equal("2002", server.Requests[0].Json.GetProperty("system_user_id").GetString());
        Assert.Equal("/v26.0/2002/applications", server.Requests[1].Path);
        Assert.Equal(GraphOverWire.AppId.Value, server.Requests[1].Json.GetProperty("business_app").GetString());
    }

    [Fact]
    public async Task The_grants_of_one_system_user_are_one_request_and_longer_lists_are_continued_alone()
    {
        await using var server = new ScriptedServer(request =>
            request.Path.EndsWith("/assigned_pages", StringComparison.Ordinal)
                ? WireAnswer.Ok("""{"data":[{"id":"32","name":"Second","tasks":["MANAGE"]}]}""")
                : WireAnswer.Ok(
                    """{"id":"2002","assigned_ad_accounts":{"data":[{"id":"act_1","name":"A","tasks":["DRAFT","ANALYZE"]}]},"assigned_pages":{"data":[{"id":"31","tasks":["ANALYZE"]}],"paging":{"cursors":{"after":"A"},"next":"x"}},"assigned_business_asset_groups":{"data":[{"id":"77","name":"Group","adaccount_tasks":["ANALYZE"],"page_tasks":["ANALYZE","ADVERTISE"]}]}}"""
                )
        );
        using var graph = new GraphOverWire(server.Address);
        var grants = await graph.Open().SystemUsers.ReadGrantsAsync(GraphOverWire.User);
        Assert.Equal(
            [
                (AssetKind.AdAccount, "act_1"),
                (AssetKind.Page, "31"),
                (AssetKind.Page, "32"),
                (AssetKind.AssetGroup, "77"),
            ],
            grants.Select(grant => (grant.Kind, grant.Id.Value))
        );
        Assert.Equal(["DRAFT", "ANALYZE"], grants[0].Tasks.Select(task => task.Value));
        Assert.Null(grants[1].Name);
        Assert.Equal(["ANALYZE", "ADVERTISE"], grants[3].Tasks.Select(task => task.Value));
        Assert.Equal(["ANALYZE"], grants[3].GroupTasks!.AdAccounts.Select(task => task.Value));
        Assert.Equal(2, server.Requests.Count);
        var fields = server.Requests[0].Query["fields"];
        Assert.Contains("assigned_ad_accounts.limit(100){id,name,tasks}", fields);
        Assert.Contains("assigned_whatsapp_business_accounts.limit(100){id,name,tasks}", fields);
        Assert.Contains("assigned_business_asset_groups.limit(100){id,name,adaccount_tasks", fields);
        Assert.DoesNotContain("pixels", fields);
    }

    [Fact]
    public async Task All_system_users_come_with_their_grants()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok(
                """{"data":[{"id":"1","name":"A","role":"EMPLOYEE","assigned_pages":{"data":[{"id":"31","tasks":["ANALYZE"]}]}},{"id":"2","name":"B","role":"ADMIN"}]}"""
            )
        );
        using var graph = new GraphOverWire(server.Address);
        var users = await graph.Open().SystemUsers.ListWithGrantsAsync(GraphOverWire.Business).ToListAsync();
        Assert.Equal(["A", "B"], users.Select(user => user.User.Name));
        Assert.Equal("31", Assert.Single(users[0].Assets).Id.Value);
        Assert.Empty(users[1].Assets);
    }

    [Fact]
    public async Task The_groups_that_hold_an_asset_are_asked_for_by_it()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok("""{"data":[{"id":"77","name":"DACH","adaccount_tasks":["ANALYZE"]}]}""")
        );
        using var graph = new GraphOverWire(server.Address);
        var groups = await graph
            .Open()
            .SystemUsers.ListGroupsHoldingAsync(GraphOverWire.User, new GraphId("act_1"))
            .ToListAsync();
        Assert.Equal((AssetKind.AssetGroup, "DACH"), (Assert.Single(groups).Kind, groups[0].Name));
        var request = Assert.Single(server.Requests);
        Assert.EndsWith("/assigned_business_asset_groups", request.Path, StringComparison.Ordinal);
        Assert.Equal("act_1", request.Query["contained_asset_id"]);
    }
}
