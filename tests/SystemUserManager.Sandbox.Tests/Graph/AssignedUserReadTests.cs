using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>Who has what: by the asset, by the system user, and by what happened.</summary>
public sealed class AssignedUserReadTests
{
    [Fact]
    public async Task Reading_needs_the_business()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"{AdAccount}/assigned_users")).Refused(
            400,
            100,
            "(#100) The parameter business is required"
        );
        (await graph.GetAsync($"{Northwind}/owned_pixels?fields=id,assigned_users{{id,tasks}}")).Refused(
            400,
            100,
            "(#100) The parameter business is required"
        );
    }

    [Fact]
    public async Task Tasks_and_permitted_tasks_of_an_ad_account_are_as_observed()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.AssignAsync(AdAccount, user, "MANAGE");
        var reply = await graph.GetAsync(
            $"{AdAccount}/assigned_users?business={Northwind}&fields=id,name,tasks,permitted_tasks&limit=100"
        );
        var item = reply.Data.Single(item => (string?)item!["id"] == user);
        Assert.Equal(
            $$"""{"id":"{{user}}","name":"Conversions upload","tasks":["DRAFT","ANALYZE","ADVERTISE","MANAGE"],"permitted_tasks":["MANAGE","ADVERTISE","ANALYZE","FB_EMPLOYEE_DSO_ADVERTISE","CREATIVE","DRAFT","AA_ANALYZE"]}""",
            item!.ToJsonString()
        );
    }

    [Fact]
    public async Task Permitted_tasks_of_a_dataset_are_as_observed_and_Instagram_has_none()
    {
        await using var graph = await StartAsync();
        var pixel = await graph.GetAsync($"{Pixel}/assigned_users?business={Northwind}&fields=permitted_tasks");
        Assert.Equal(
            """["EDIT","ANALYZE","UPLOAD","ADVERTISE","AA_ANALYZE"]""",
            pixel.Data[0]!["permitted_tasks"]!.ToJsonString()
        );
        var instagram = await graph.GetAsync($"{Instagram}/assigned_users?business={Northwind}&fields=permitted_tasks");
        Assert.False(instagram.Data[0]!.AsObject().ContainsKey("permitted_tasks"));
    }

    [Fact]
    public async Task The_default_fields_are_id_name_and_tasks_with_a_count_when_asked()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{WhatsApp}/assigned_users?business={Northwind}&summary=total_count");
        Assert.Equal(
            $$"""[{"id":"{{graph.IdOf("test")}}","name":"test","tasks":["MANAGE"]}]""",
            reply.Data.ToJsonString()
        );
        Assert.Equal(1, reply.Ok["summary"]!["total_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_business_of_an_assigned_user_can_be_asked_for()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync(
            $"{WhatsApp}/assigned_users?business={Northwind}&fields=id,user_type,business"
        );
        Assert.Equal("Northwind Retail", (string?)reply.Data[0]!["business"]!["name"]);
    }

    [Fact]
    public async Task All_grants_of_a_kind_come_with_the_list_of_assets()
    {
        await using var graph = await StartAsync();
        await graph.DeleteAsync($"{Pixel}/assigned_users?user={graph.IdOf("test")}&business={Northwind}");
        foreach (var id in new[] { "user1" }.Select(name => graph.IdOf(name)))
            await graph.DeleteAsync($"{Pixel}/assigned_users?user={id}&business={Northwind}");
        await graph.ChangeAsync(
            new
            {
                @do = "removeFromGroup",
                group = "DACH",
                person = "Ravi Patel",
            }
        );
        var reply = await graph.GetAsync(
            $"{Northwind}/owned_pixels?fields=id,name,assigned_users.business({Northwind}){{id,tasks}}"
        );
        // An asset with no assignment simply lacks the key.
        Assert.False(reply.Data[0]!.AsObject().ContainsKey("assigned_users"));
        Assert.True(reply.Data[1]!.AsObject().ContainsKey("assigned_users"));
    }

    [Fact]
    public async Task A_grant_can_lag_behind_for_reads_or_for_a_time()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.SwitchAsync("grantLagReads", 2);
        await graph.AssignAsync(AdAccount, user, "ANALYZE");
        Assert.Null(await graph.TasksAsync(AdAccount, user));
        Assert.Null(await graph.TasksAsync(AdAccount, user));
        Assert.Equal(["ANALYZE"], await graph.TasksAsync(AdAccount, user));

        await graph.SwitchAsync("grantLagReads", 0);
        await graph.SwitchAsync("grantLagMilliseconds", 1000);
        await graph.DeleteAsync($"{AdAccount}/assigned_users?user={user}&business={Northwind}");
        Assert.Equal(["ANALYZE"], await graph.TasksAsync(AdAccount, user));
        Assert.Equal([AdAccount], (await graph.GetAsync($"{user}/assigned_ad_accounts")).Ids);
        await graph.ChangeAsync(new { @do = "advance", seconds = 1 });
        Assert.Null(await graph.TasksAsync(AdAccount, user));
        Assert.Empty((await graph.GetAsync($"{user}/assigned_ad_accounts")).Data);
    }

    [Fact]
    public async Task The_list_of_an_ad_account_s_activities_tells_of_roles_for_a_week()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.AssignAsync(AdAccount, user, "ANALYZE");
        await graph.AssignAsync(AdAccount, user, "ADVERTISE");
        await graph.DeleteAsync($"{AdAccount}/assigned_users?user={user}&business={Northwind}");
        const string path =
            $"{AdAccount}/activities?fields=event_time,event_type,actor_id,actor_name,object_id,object_name,object_type,extra_data";
        var reply = await graph.GetAsync(path);
        Assert.Equal(
            ["ad_account_remove_user_from_role", "ad_account_add_user_to_role"],
            reply.Data.Select(item => (string?)item!["event_type"])
        );
        Assert.Equal(user, (string?)reply.Data[0]!["object_id"]);
        Assert.Equal(graph.IdOf("System User Manager"), (string?)reply.Data[0]!["actor_id"]);
        await graph.ChangeAsync(new { @do = "advance", days = 8 });
        Assert.Empty((await graph.GetAsync(path)).Data);
        await graph.SwitchAsync("activitiesListSystemUsers", false);
        await graph.AssignAsync(AdAccount, user, "ANALYZE");
        Assert.Empty((await graph.GetAsync(path)).Data);
    }

    [Theory]
    [InlineData("assigned_ad_accounts", AdAccount, "ADVERTISE")]
    [InlineData("assigned_pages", Page, "ADVERTISE")]
    [InlineData("assigned_product_catalogs", Catalog, "ADVERTISE")]
    [InlineData("assigned_whatsapp_business_accounts", WhatsApp, "MESSAGING")]
    public async Task A_system_user_lists_its_assets_of_a_kind(string edge, string asset, string task)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        Assert.Equal("""{"data":[]}""", (await graph.GetAsync($"{user}/{edge}")).Text);
        await graph.AssignAsync(asset, user, task);
        var item = (await graph.GetAsync($"{user}/{edge}")).Data[0]!;
        Assert.Equal(asset, (string?)item["id"]);
        Assert.Contains(task, item["tasks"]!.AsArray().Select(one => (string?)one));
    }

    [Theory]
    [InlineData("assigned_pixels")]
    [InlineData("assigned_ads_pixels")]
    [InlineData("assigned_instagram_accounts")]
    public async Task Datasets_and_Instagram_accounts_have_no_reverse_edge(string edge)
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"{graph.IdOf("test")}/{edge}")).Refused(
            400,
            100,
            $"(#100) Tried accessing nonexisting field ({edge}) on node type (SystemUser)"
        );
    }

    [Fact]
    public async Task One_nested_read_gives_every_system_user_with_all_its_reverse_edges()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync(
            $"{Northwind}/system_users?limit=100&fields=id,name,role,created_by,created_time,"
                + "assigned_ad_accounts.limit(100){id,tasks},assigned_pages.limit(100){id,tasks},"
                + "assigned_product_catalogs.limit(100){id,tasks},assigned_whatsapp_business_accounts.limit(100){id,tasks},"
                + "assigned_business_asset_groups.limit(100){id,adaccount_tasks,page_tasks,pixel_tasks,offline_conversion_data_set_tasks}"
        );
        var test = reply.Data.Single(user => (string?)user!["name"] is "test")!;
        Assert.Equal(12, test["assigned_ad_accounts"]!["data"]!.AsArray().Count);
        Assert.Equal(8, test["assigned_pages"]!["data"]!.AsArray().Count);
        Assert.Equal(3, test["assigned_product_catalogs"]!["data"]!.AsArray().Count);
        Assert.Equal(2, test["assigned_whatsapp_business_accounts"]!["data"]!.AsArray().Count);
        var user1 = reply.Data.Single(user => (string?)user!["name"] is "user1")!;
        JsonNode group = user1["assigned_business_asset_groups"]!["data"]![0]!;
        Assert.Equal("""["DRAFT","ANALYZE","ADVERTISE"]""", group["adaccount_tasks"]!.ToJsonString());
    }
}
