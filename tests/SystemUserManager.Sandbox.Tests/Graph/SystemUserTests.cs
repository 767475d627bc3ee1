using System.Text.Json.Nodes;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class SystemUserTests
{
    private const string Unsupported =
        "does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api";

    [Fact]
    public async Task Creating_answers_the_app_scoped_id_and_nothing_else()
    {
        await using var graph = await StartAsync();
        var reply = await graph.PostFormAsync(
            $"{Northwind}/system_users",
            null,
            ("name", "Ad Server"),
            ("role", "EMPLOYEE")
        );
        var id = Assert.Single(reply.Ok.AsObject());
        Assert.Equal("id", id.Key);
        var made = graph.Host.State.Members.SystemUsersOf(Northwind)[^1];
        Assert.Equal(made.AppScopedIds[NorthwindApp], id.Value!.GetValue<string>());
        Assert.NotEqual(made.Id, id.Value!.GetValue<string>());
    }

    [Fact]
    public async Task The_list_has_id_name_and_role_and_the_admins_too()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{Northwind}/system_users?summary=total_count");
        var first = reply.Data[0]!.AsObject();
        Assert.Equal(["id", "name", "role"], first.Select(field => field.Key));
        Assert.Equal(("System User Manager", "ADMIN"), ((string?)first["name"], (string?)first["role"]));
        Assert.Equal(6, reply.Ok["summary"]!["total_count"]!.GetValue<int>());
        Assert.NotNull(reply.Ok["paging"]!["cursors"]!["after"]);
        Assert.Null(reply.Ok["paging"]!["next"]);
    }

    [Fact]
    public async Task The_summary_comes_only_when_asked_for()
    {
        await using var graph = await StartAsync();
        Assert.Null((await graph.GetAsync($"{Northwind}/system_users")).Ok["summary"]);
    }

    [Fact]
    public async Task The_node_tells_who_made_it_and_when()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{graph.IdOf("ads sync")}?fields=id,name,created_by,created_time");
        Assert.Equal("Tom Okafor", (string?)reply.Ok["created_by"]!["name"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$", (string?)reply.Ok["created_time"]);
    }

    [Fact]
    public async Task A_system_user_made_through_the_API_names_the_control_user_as_its_maker()
    {
        await using var graph = await StartAsync();
        var id = await graph.CreateSystemUserAsync();
        var reply = await graph.GetAsync($"{id}?fields=created_by,created_time");
        Assert.Equal(graph.IdOf("System User Manager"), (string?)reply.Ok["created_by"]!["id"]);
        Assert.Equal("2026-11-24T10:00:00+0000", (string?)reply.Ok["created_time"]);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("email")]
    public async Task The_node_has_no_such_field(string field)
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"{graph.IdOf("test")}?fields={field}")).Refused(
            400,
            100,
            $"(#100) Tried accessing nonexisting field ({field}) on node type (SystemUser)"
        );
    }

    [Fact]
    public async Task Renaming_goes_through_the_business()
    {
        await using var graph = await StartAsync();
        var id = graph.IdOf("test");
        var reply = await graph.PostFormAsync(
            $"{Northwind}/system_users",
            null,
            ("system_user_id", id),
            ("name", "FBX Server")
        );
        Assert.Equal(id, (string?)reply.Ok["id"]);
        Assert.Equal("FBX Server", (string?)(await graph.GetAsync(id)).Ok["name"]);
    }

    [Fact]
    public async Task Renaming_somebody_else_s_system_user_is_refused()
    {
        await using var graph = await StartAsync();
        var id = graph.IdOf("System User Manager", Contoso);
        (await graph.PostAsync($"{Northwind}/system_users", new { system_user_id = id, name = "x" })).Refused(
            400,
            110,
            "Invalid user id"
        );
    }

    [Fact]
    public async Task The_id_of_Meta_s_own_pages_is_none_for_the_API()
    {
        await using var graph = await StartAsync();
        var canonical = graph.Host.State.Members.SystemUsersOf(Northwind)[1].Id;
        (await graph.GetAsync(canonical)).Refused(
            400,
            100,
            $"Unsupported get request. Object with ID '{canonical}' {Unsupported}",
            33
        );
    }

    [Theory]
    [InlineData("POST", "post")]
    [InlineData("DELETE", "delete")]
    public async Task The_node_can_be_neither_changed_nor_deleted(string method, string word)
    {
        await using var graph = await StartAsync();
        var id = graph.IdOf("test");
        var reply = await graph.SendAsync(new HttpMethod(method), $"{id}?name=other", null, graph.ControlToken);
        reply.Refused(400, 100, $"Unsupported {word} request. Object with ID '{id}' {Unsupported}", 33);
        Assert.Equal("GraphMethodException", (string?)reply.Error["type"]);
    }

    [Fact]
    public async Task A_full_business_takes_ten_system_users_and_one_admin()
    {
        await using var graph = await StartAsync();
        // Northwind has five and a control admin: five slots are free.
        for (var n = 0; n < 5; n++)
            await graph.CreateSystemUserAsync($"Integration {n}");
        (await graph.PostAsync($"{Northwind}/system_users", new { name = "one more", role = "EMPLOYEE" })).Refused(
            400,
            3949,
            "This Business Manager has reached maximum number of system user limit."
        );
        (await graph.PostAsync($"{Northwind}/system_users", new { name = "second admin", role = "ADMIN" })).Refused(
            400,
            3965,
            "This Business Manager has reached maximum number of admin system user limit."
        );
    }

    [Fact]
    public async Task A_limited_business_takes_one()
    {
        await using var graph = await StartAsync();
        var token = graph.TokenOf("System User Manager", Contoso);
        _ = (await graph.PostAsync($"{Contoso}/system_users", new { name = "first", role = "EMPLOYEE" }, token)).Ok;
        (await graph.PostAsync($"{Contoso}/system_users", new { name = "second", role = "EMPLOYEE" }, token)).Refused(
            400,
            3949,
            "This Business Manager has reached maximum number of system user limit."
        );
    }

    [Fact]
    public async Task A_business_without_an_app_has_no_system_users()
    {
        await using var graph = await StartAsync();
        graph.Host.State.FindBusiness(Northwind)!.ClaimedApps.Clear();
        (await graph.PostAsync($"{Northwind}/system_users", new { name = "x", role = "EMPLOYEE" })).Refused(
            400,
            104001,
            "In order to create a system user, an app must be part of this business. Please add an app and then try again."
        );
    }

    [Fact]
    public async Task A_name_is_needed_and_a_role_of_the_list()
    {
        await using var graph = await StartAsync();
        (await graph.PostAsync($"{Northwind}/system_users", new { role = "EMPLOYEE" })).Refused(
            400,
            100,
            "(#100) The parameter name is required"
        );
        var reply = await graph.PostAsync($"{Northwind}/system_users", new { name = "x", role = "SYSTEM_USER" });
        Assert.StartsWith("(#100) Param role must be one of {FINANCE_EDITOR, ", (string?)reply.Error["message"]);
    }

    [Fact]
    public async Task Names_need_not_differ_unless_the_switch_says_so()
    {
        await using var graph = await StartAsync();
        Assert.NotEqual(await graph.CreateSystemUserAsync("twin"), await graph.CreateSystemUserAsync("twin"));
        await graph.SwitchAsync("namesUnique", true);
        (await graph.PostAsync($"{Northwind}/system_users", new { name = "twin" })).Refused(
            400,
            100,
            "Invalid parameter"
        );
    }

    [Fact]
    public async Task Only_an_admin_with_business_management_may_list_or_create()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"{Northwind}/system_users", graph.TokenOf("ads sync"))).Refused(
            403,
            200,
            "(#200) Requires business_management permission to manage the object"
        );
        (await graph.GetAsync($"{Northwind}/system_users", graph.TokenOf("Product feed import (production)"))).Refused(
            403,
            200,
            "(#200) Permissions error"
        );
    }

    [Fact]
    public async Task Somebody_else_s_business_isn_t_there()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"{Contoso}/system_users")).Refused(
            400,
            100,
            $"Unsupported get request. Object with ID '{Contoso}' {Unsupported}",
            33
        );
    }

    [Fact]
    public async Task Two_apps_see_one_system_user_under_two_ids()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "addApp",
                business = Northwind,
                name = "Second app",
                id = "1300000000000009",
            }
        );
        await graph.ChangeAsync(
            new
            {
                @do = "makeToken",
                systemUser = "System User Manager",
                business = Northwind,
                app = "1300000000000009",
            }
        );
        var second = graph.TokenOf("System User Manager");
        var list = await graph.GetAsync($"{Northwind}/system_users", second);
        var other = (string)list.Data.Single(user => (string?)user!["name"] is "test")!["id"]!;
        Assert.NotEqual(graph.IdOf("test"), other);
        Assert.Equal("test", (string?)(await graph.GetAsync(other, second)).Ok["name"]);
        Assert.Equal(400, (await graph.GetAsync(other)).Status);
    }

    [Fact]
    public async Task A_new_system_user_can_lag_behind_in_the_list()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("systemUserLagReads", 2);
        var id = await graph.CreateSystemUserAsync();
        Assert.DoesNotContain(id, (await graph.GetAsync($"{Northwind}/system_users")).Ids);
        Assert.DoesNotContain(id, (await graph.GetAsync($"{Northwind}/system_users")).Ids);
        Assert.Contains(id, (await graph.GetAsync($"{Northwind}/system_users")).Ids);

        await graph.SwitchAsync("systemUserLagReads", 0);
        await graph.SwitchAsync("systemUserLagMilliseconds", 30_000);
        var later = await graph.CreateSystemUserAsync("later");
        Assert.DoesNotContain(later, (await graph.GetAsync($"{Northwind}/system_users")).Ids);
        await graph.ChangeAsync(new { @do = "advance", seconds = 30 });
        Assert.Contains(later, (await graph.GetAsync($"{Northwind}/system_users")).Ids);
    }

    [Fact]
    public async Task Me_is_the_app_scoped_id()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync("me?fields=id,name");
        Assert.Equal(
            $$"""{"id":"{{graph.IdOf("System User Manager")}}","name":"System User Manager"}""",
            JsonNode.Parse(reply.Text)!.ToJsonString()
        );
    }
}
