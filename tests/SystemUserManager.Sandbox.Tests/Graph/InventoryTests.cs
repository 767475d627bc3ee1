using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class InventoryTests
{
    /// <summary>Edge, how many in the Demo world, and the fields that a product would ask for.</summary>
    public static TheoryData<string, int, string> Edges { get; } =
        new()
        {
            {
                "owned_ad_accounts",
                12,
                "id,account_id,name,account_status,currency,timezone_name,disable_reason,owner,business,permitted_tasks,access_type"
            },
            { "client_ad_accounts", 1, "id,account_id,name,permitted_tasks,access_type" },
            {
                "owned_pages",
                8,
                "id,name,category,has_transitioned_to_new_page_experience,is_published,verification_status"
            },
            { "client_pages", 1, "id,name" },
            { "owned_product_catalogs", 3, "id,name,vertical,product_count" },
            { "client_product_catalogs", 0, "id,name" },
            {
                "owned_pixels",
                4,
                "id,name,last_fired_time,creation_time,is_unavailable,is_consolidated_container,owner_business"
            },
            { "adspixels", 4, "id,name" },
            { "client_pixels", 0, "id,name" },
            {
                "owned_whatsapp_business_accounts",
                2,
                "id,name,currency,timezone_id,status,ownership_type,account_review_status"
            },
            { "client_whatsapp_business_accounts", 0, "id,name" },
            { "owned_instagram_assets", 3, "id,ig_user_id,ig_username" },
            { "client_instagram_assets", 0, "id" },
            { "owned_instagram_accounts", 3, "id,username" },
            { "instagram_accounts", 3, "id,username" },
            { "instagram_business_accounts", 3, "id,username" },
            { "owned_apps", 1, "id,name,link,category" },
            { "client_apps", 0, "id" },
            { "business_asset_groups", 2, "id,name,owner_business" },
            { "owned_offsite_signal_container_business_objects", 0, "id,name" },
            { "client_offsite_signal_container_business_objects", 0, "id,name" },
            { "owned_businesses", 0, "id,name" },
            { "pending_owned_ad_accounts", 0, "id" },
            { "pending_owned_pages", 0, "id" },
            { "pending_client_ad_accounts", 0, "id" },
            { "pending_client_pages", 0, "id" },
            { "pending_client_apps", 0, "id" },
            { "pending_users", 0, "id" },
            { "business_users", 5, "id,name,role,email,title,business,two_fac_status,marked_for_removal,tasks" },
            { "agencies", 1, "id,name" },
            { "clients", 1, "id,name" },
        };

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task Every_inventory_edge_answers(string edge, int count, string fields)
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{Northwind}/{edge}?fields={fields}&summary=total_count&limit=100");
        Assert.Equal(count, reply.Data.Count);
        Assert.Equal(count, (int)reply.Ok["summary"]!["total_count"]!);
    }

    [Fact]
    public async Task Instagram_accounts_shared_to_us_are_assets_not_accounts()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"{Northwind}/client_instagram_accounts")).Refused(
            400,
            100,
            "(#100) Tried accessing nonexisting field (client_instagram_accounts) on node type (Business)"
        );
    }

    [Fact]
    public async Task An_Instagram_asset_s_id_is_not_its_user_s()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{Northwind}/owned_instagram_assets?fields=id,ig_user_id,ig_username");
        Assert.All(reply.Data, item => Assert.NotEqual((string?)item!["id"], (string?)item["ig_user_id"]));
        Assert.Equal("17841447022816929", (string?)reply.Data[1]!["ig_user_id"]);
    }

    [Fact]
    public async Task An_ad_account_is_act_and_its_number()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync($"{AdAccount}?fields=id,account_id,account_status,owner,business{{name}}");
        Assert.Equal(
            $$$"""{"id":"{{{AdAccount}}}","account_id":"730000000000101","account_status":1,"owner":"{{{Northwind}}}","business":{"name":"Northwind Retail","id":"{{{Northwind}}}"}}""",
            reply.Json.ToJsonString()
        );
    }

    [Fact]
    public async Task A_shared_ad_account_says_so()
    {
        await using var graph = await StartAsync();
        var item = (await graph.GetAsync($"{Northwind}/client_ad_accounts?fields=access_type,permitted_tasks")).Data[
            0
        ]!;
        Assert.Equal("AGENCY", (string?)item["access_type"]);
        Assert.Equal("""["ADVERTISE","ANALYZE","DRAFT"]""", item["permitted_tasks"]!.ToJsonString());
    }

    [Fact]
    public async Task Ad_accounts_and_datasets_can_be_searched()
    {
        await using var graph = await StartAsync();
        Assert.Equal(
            ["Northwind DE Performance", "Northwind DE Brand"],
            (await graph.GetAsync($"{Northwind}/owned_ad_accounts?search_query=northwind de&fields=name")).Names
        );
        Assert.Equal([Pixel], (await graph.GetAsync($"{Northwind}/adspixels?id_filter={Pixel}")).Ids);
        Assert.Equal("Northwind App Events", (await graph.GetAsync($"{Northwind}/adspixels?sort_by=NAME")).Names[0]);
        Assert.Equal(2, (await graph.GetAsync($"{Northwind}/adspixels?name_filter=shop")).Data.Count);
    }

    [Fact]
    public async Task The_business_tells_of_itself()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync(
            $"{Northwind}?fields=id,name,verification_status,two_factor_type,timezone_id,vertical,created_time,link,is_hidden"
        );
        Assert.Equal(
            ("verified", "none"),
            ((string?)reply.Ok["verification_status"], (string?)reply.Ok["two_factor_type"])
        );
        Assert.Equal("""{"id":"1200000000000001","name":"Northwind Retail"}""", (await graph.GetAsync(Northwind)).Text);
    }

    [Fact]
    public async Task My_businesses_come_with_my_roles()
    {
        await using var graph = await StartAsync();
        var item = (await graph.GetAsync("me/businesses?fields=id,name,permitted_roles")).Data[0]!;
        Assert.Equal(
            $$"""{"id":"{{Northwind}}","name":"Northwind Retail","permitted_roles":["ADMIN"]}""",
            item.ToJsonString()
        );
    }

    [Fact]
    public async Task A_person_finds_the_business_scoped_id()
    {
        await using var graph = await StartAsync();
        var maria = graph.Host.State.Members.HumansOf(Northwind)[0];
        var reply = await graph.GetAsync("me?fields=business_users{id,business{id}}", graph.PersonToken());
        Assert.Equal(
            $$$"""[{"id":"{{{maria.Id}}}","business":{"id":"{{{Northwind}}}"}}]""",
            reply.Ok["business_users"]!["data"]!.ToJsonString()
        );
        Assert.Equal(maria.UserId, (string?)reply.Ok["id"]);
        Assert.Equal("ADMIN", (string?)(await graph.GetAsync($"{maria.Id}?fields=role,tasks")).Ok["role"]);
    }

    [Fact]
    public async Task The_list_of_people_adds_the_role()
    {
        await using var graph = await StartAsync();
        var first = (await graph.GetAsync($"{Northwind}/business_users")).Data[0]!.AsObject();
        Assert.Equal(["id", "name", "role"], first.Select(field => field.Key));
    }

    [Fact]
    public async Task A_business_s_lists_are_missing_on_a_person()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync("me/owned_pages", graph.PersonToken())).Refused(
            400,
            100,
            "(#100) Tried accessing nonexisting field (owned_pages) on node type (User)"
        );
    }

    [Fact]
    public async Task Ending_a_partnership_takes_back_what_was_shared()
    {
        await using var graph = await StartAsync();
        var user = graph.IdOf("test");
        await graph.AssignAsync("act_730000000900101", user, "ADVERTISE");
        Assert.Equal(
            """{"success":true}""",
            (await graph.DeleteAsync($"{Northwind}/clients?business=1200000000000102")).Text
        );
        Assert.Empty((await graph.GetAsync($"{Northwind}/clients")).Data);
        Assert.Empty((await graph.GetAsync($"{Northwind}/client_ad_accounts")).Data);
        Assert.Equal(12, (await graph.GetAsync($"{user}/assigned_ad_accounts")).Data.Count);
        (await graph.DeleteAsync($"{Northwind}/agencies?business=1200000000000102")).Refused(
            400,
            100,
            "Invalid parameter"
        );
        Assert.Equal(200, (await graph.DeleteAsync($"{Northwind}/agencies?business=1200000000000101")).Status);
        Assert.Empty((await graph.GetAsync($"{Northwind}/agencies")).Data);
    }

    [Fact]
    public async Task A_partner_shows_its_name_but_not_its_lists()
    {
        await using var graph = await StartAsync();
        Assert.Equal("Brightside Agency", (string?)(await graph.GetAsync("1200000000000101")).Ok["name"]);
        (await graph.GetAsync("1200000000000101/owned_pages")).Refused(403, 200, "(#200) Permissions error");
    }

    [Fact]
    public async Task An_asset_names_the_agencies_that_it_is_shared_to()
    {
        await using var graph = await StartAsync();
        var brand = (await graph.GetAsync($"{Northwind}/owned_ad_accounts?search_query=DE Brand")).Ids[0];
        var item = (await graph.GetAsync($"{brand}/agencies?fields=name,permitted_tasks")).Data[0]!;
        Assert.Equal("Brightside Agency", (string?)item["name"]);
    }
}
