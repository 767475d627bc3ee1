using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class AssetGroupTests
{
    [Fact]
    public async Task The_groups_of_a_business_are_listed()
    {
        await using var graph = await StartAsync();
        Assert.Equal(
            ["DACH", "Employer brand"],
            (await graph.GetAsync($"{Northwind}/business_asset_groups?fields=id,name,owner_business")).Names
        );
    }

    [Fact]
    public async Task Being_assigned_gives_tasks_on_what_it_contains_and_its_reach_grows_with_it()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        var body = new
        {
            user,
            adaccount_tasks = new[] { "ADVERTISE" },
            page_tasks = new[] { "ANALYZE" },
        };
        Assert.Equal("""{"success":true}""", (await graph.PostAsync($"{Group}/assigned_users", body)).Text);
        Assert.Equal(3, (await graph.GetAsync($"{user}/assigned_ad_accounts")).Data.Count);
        Assert.Equal(["DRAFT", "ANALYZE", "ADVERTISE"], await graph.TasksAsync(AdAccount, user));
        Assert.Null(await graph.TasksAsync(Pixel, user));

        await graph.PostAsync($"{Group}/contained_adaccounts", new { asset_id = "act_730000000008020" });
        Assert.Equal(4, (await graph.GetAsync($"{user}/assigned_ad_accounts")).Data.Count);
        await graph.DeleteAsync($"{Group}/contained_adaccounts?asset_id=act_730000000008020");
        Assert.Equal(3, (await graph.GetAsync($"{user}/assigned_ad_accounts")).Data.Count);

        await graph.DeleteAsync($"{Group}/assigned_users?user={user}");
        Assert.Empty((await graph.GetAsync($"{user}/assigned_ad_accounts")).Data);
    }

    [Fact]
    public async Task The_old_names_of_the_parameters_work_too()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        var reply = await graph.PostFormAsync(
            $"{Group}/assigned_users",
            null,
            ("user", user),
            ("adaccount_roles", """["ANALYZE"]"""),
            ("business", Northwind)
        );
        Assert.Equal(200, reply.Status);
        Assert.Equal(["ANALYZE"], await graph.TasksAsync(AdAccount, user));
    }

    [Theory]
    [InlineData("adaccount_tasks", "EDIT")]
    [InlineData("pixel_tasks", "MANAGE")]
    [InlineData("offline_conversion_data_set_tasks", "ANALYZE")]
    [InlineData("page_tasks", "EDIT")]
    public async Task Each_list_has_its_own_tasks(string list, string task)
    {
        await using var graph = await StartAsync();
        var body = new Dictionary<string, object> { ["user"] = graph.IdOf("test"), [list] = new[] { task } };
        var reply = await graph.PostAsync($"{Group}/assigned_users", body);
        Assert.StartsWith(
            $"Your request has violated JSON schema constraint 'enum' for the JSON field '{list}.0'",
            (string?)reply.Error["message"]
        );
    }

    [Fact]
    public async Task Its_members_are_listed_with_all_four_lists()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{Group}/assigned_users?business={Northwind}");
        var user1 = reply.Data.Single(user => (string?)user!["name"] is "user1")!.AsObject();
        Assert.Equal(
            ["id", "name", "adaccount_tasks", "offline_conversion_data_set_tasks", "page_tasks", "pixel_tasks"],
            user1.Select(field => field.Key)
        );
        (await graph.GetAsync($"{Group}/assigned_users")).Refused(
            400,
            100,
            "(#100) The parameter business is required"
        );
    }

    [Theory]
    [InlineData("contained_adaccounts", 3)]
    [InlineData("contained_pages", 1)]
    [InlineData("contained_pixels", 1)]
    [InlineData("contained_product_catalogs", 0)]
    [InlineData("contained_instagram_accounts", 0)]
    [InlineData("contained_applications", 0)]
    [InlineData("contained_custom_conversions", 0)]
    public async Task What_it_contains_is_listed_by_kind(string edge, int count)
    {
        await using var graph = await StartAsync();
        Assert.Equal(count, (await graph.GetAsync($"{Group}/{edge}")).Data.Count);
    }

    [Fact]
    public async Task It_is_renamed_and_deleted()
    {
        await using var graph = await StartAsync();
        Assert.Equal("""{"success":true}""", (await graph.PostAsync(Group, new { name = "DACH region" })).Text);
        Assert.Equal("DACH region", (string?)(await graph.GetAsync(Group)).Ok["name"]);
        Assert.Equal("""{"success":true}""", (await graph.DeleteAsync(Group)).Text);
        Assert.Equal(400, (await graph.GetAsync(Group)).Status);
        Assert.Empty((await graph.GetAsync($"{graph.IdOf("user1")}/assigned_business_asset_groups")).Data);
    }
}
