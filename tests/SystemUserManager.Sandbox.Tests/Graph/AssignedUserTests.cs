using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class AssignedUserTests
{
    /// <summary>Each kind: asset, a task, and what it is unpacked to.</summary>
    public static TheoryData<string, string, string> Unpacked { get; } =
        new()
        {
            { AdAccount, "MANAGE", "DRAFT,ANALYZE,ADVERTISE,MANAGE" },
            { AdAccount, "ADVERTISE", "DRAFT,ANALYZE,ADVERTISE" },
            { AdAccount, "ANALYZE", "ANALYZE" },
            { Page, "MANAGE", "MANAGE,CREATE_CONTENT,MODERATE,ADVERTISE,ANALYZE" },
            { Page, "CREATE_CONTENT", "CREATE_CONTENT,MODERATE,ADVERTISE,ANALYZE" },
            { Page, "MODERATE", "MODERATE,ADVERTISE,ANALYZE" },
            { Page, "ADVERTISE", "ADVERTISE,ANALYZE" },
            { Page, "PROFILE_PLUS_CREATOR_MANAGEMENT", "PROFILE_PLUS_CREATOR_MANAGEMENT" },
            { Catalog, "MANAGE", "MANAGE,ADVERTISE" },
            { Catalog, "ADVERTISE", "ADVERTISE" },
            { Pixel, "EDIT", "ADVERTISE,UPLOAD,ANALYZE,EDIT" },
            { Pixel, "ADVERTISE", "ADVERTISE,ANALYZE" },
            { Pixel, "ANALYZE", "ANALYZE" },
            { WhatsApp, "MANAGE", "MANAGE" },
            { WhatsApp, "VIEW_TEMPLATES", "VIEW_TEMPLATES" },
            { Instagram, "ADVERTISE", "ADVERTISE,ANALYZE,CONTENT,MESSAGES,COMMUNITY_ACTIVITY" },
            { Instagram, "CONTENT", "CONTENT" },
        };

    [Theory]
    [MemberData(nameof(Unpacked))]
    public async Task Assigning_is_read_back_with_the_tasks_below(string asset, string task, string expected)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        var reply = await graph.PostAsync(
            $"{asset}/assigned_users",
            new
            {
                user,
                tasks = new[] { task },
                business = Northwind,
            }
        );
        Assert.Equal("""{"success":true}""", reply.Text);
        Assert.Equal(expected, string.Join(',', (await graph.TasksAsync(asset, user))!));
    }

    [Fact]
    public async Task Expansion_can_be_switched_off()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.SwitchAsync("igExpansion", false);
        await graph.AssignAsync(Instagram, user, "ADVERTISE");
        Assert.Equal(["ADVERTISE", "ANALYZE"], await graph.TasksAsync(Instagram, user));
        await graph.SwitchAsync("taskExpansion", false);
        await graph.AssignAsync(AdAccount, user, "MANAGE");
        Assert.Equal(["MANAGE"], await graph.TasksAsync(AdAccount, user));
    }

    [Fact]
    public async Task Assigning_replaces_the_tasks()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.AssignAsync(AdAccount, user, "MANAGE");
        await graph.AssignAsync(AdAccount, user, "ANALYZE");
        Assert.Equal(["ANALYZE"], await graph.TasksAsync(AdAccount, user));
    }

    [Fact]
    public async Task Assigning_the_same_again_is_success()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.AssignAsync(AdAccount, user, "ADVERTISE");
        await graph.AssignAsync(AdAccount, user, "ADVERTISE");
        Assert.Equal(["DRAFT", "ANALYZE", "ADVERTISE"], await graph.TasksAsync(AdAccount, user));
    }

    [Theory]
    [InlineData(AdAccount, true)]
    [InlineData(Page, true)]
    [InlineData(Catalog, true)]
    [InlineData(Pixel, true)]
    [InlineData(WhatsApp, true)]
    [InlineData(Instagram, false)]
    public async Task Only_an_Instagram_account_can_t_read_JSON_text_in_a_form(string asset, bool works)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        var reply = await graph.PostFormAsync(
            $"{asset}/assigned_users",
            null,
            ("user", user),
            ("tasks", """["ADVERTISE"]"""),
            ("business", Northwind)
        );
        if (asset is WhatsApp)
            Assert.Contains("'enum'", (string?)reply.Error["message"]);
        else if (works)
            Assert.Equal("""{"success":true}""", reply.Text);
        else
            reply.Refused(400, 100, "Failed to parse the request body parameters");
    }

    [Theory]
    [InlineData(AdAccount, "ADVERTISE")]
    [InlineData(Page, "ADVERTISE")]
    [InlineData(Catalog, "ADVERTISE")]
    [InlineData(Pixel, "ADVERTISE")]
    [InlineData(WhatsApp, "MESSAGING")]
    [InlineData(Instagram, "ADVERTISE")]
    public async Task The_indexed_form_works_for_every_kind(string asset, string task)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        var reply = await graph.PostFormAsync(
            $"{asset}/assigned_users",
            null,
            ("user", user),
            ("tasks[0]", task),
            ("business", Northwind)
        );
        Assert.Equal("""{"success":true}""", reply.Text);
        Assert.Contains(task, await graph.TasksAsync(asset, user) ?? []);
    }

    [Theory]
    [InlineData(AdAccount, "EDIT", "AA_ANALYZE, ADVERTISE, ANALYZE, DRAFT, MANAGE")]
    [InlineData(Catalog, "ANALYZE", "AA_ANALYZE, ADVERTISE, MANAGE, MANAGE_AR")]
    [InlineData(Pixel, "MANAGE", "AA_ANALYZE, ADVERTISE, ANALYZE, EDIT, UPLOAD")]
    [InlineData(
        Instagram,
        "MANAGE",
        "FULL_CONTROL, CONTENT, MESSAGES, COMMUNITY_ACTIVITY, ADVERTISE, ANALYZE, IG_APP_ADMIN, IG_APP, SPARK_INSIGHTS, SPARK_PUBLISH, SPARK_EVERYTHING, CREATOR_MANAGEMENT, CREATIVE_MANAGEMENT"
    )]
    public async Task A_task_of_another_kind_is_refused_with_the_list(string asset, string task, string expected)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        var reply = await graph.PostAsync(
            $"{asset}/assigned_users",
            new
            {
                user,
                tasks = new[] { task },
                business = Northwind,
            }
        );
        var list = string.Join(", ", expected.Split(", ").Select(one => $"\"{one}\""));
        reply.Refused(
            400,
            100,
            $"Your request has violated JSON schema constraint 'enum' for the JSON field 'tasks.0', expected : '[{list}]' but got '{task}'"
        );
    }

    [Theory]
    [InlineData(Catalog)]
    [InlineData(Pixel)]
    [InlineData(WhatsApp)]
    public async Task Some_kinds_need_tasks(string asset)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        (await graph.PostAsync($"{asset}/assigned_users", new { user, business = Northwind })).Refused(
            400,
            100,
            "(#100) The parameter tasks is required"
        );
    }

    [Theory]
    [InlineData(AdAccount)]
    [InlineData(Page)]
    [InlineData(Instagram)]
    public async Task Some_kinds_take_none_but_never_an_empty_list(string asset)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        Assert.Equal(
            200,
            (await graph.PostAsync($"{asset}/assigned_users", new { user, business = Northwind })).Status
        );
        (
            await graph.PostAsync(
                $"{asset}/assigned_users",
                new
                {
                    user,
                    tasks = Array.Empty<string>(),
                    business = Northwind,
                }
            )
        ).Refused(400, 100, "Invalid parameter");
    }

    [Theory]
    [InlineData(AdAccount, true, 400)]
    [InlineData(AdAccount, false, 200)]
    [InlineData(Page, true, 400)]
    [InlineData(Page, false, 400)]
    public async Task The_business_is_named_always_or_on_Pages_alone(string asset, bool required, int status)
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("businessRequiredOnAssign", required);
        var user = await graph.CreateSystemUserAsync();
        var reply = await graph.PostAsync($"{asset}/assigned_users", new { user, tasks = new[] { "ANALYZE" } });
        Assert.Equal(status, reply.Status);
        if (status is 400)
            reply.Refused(400, 100, "Invalid parameter");
    }

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
    public async Task A_plain_Facebook_user_id_is_not_business_scoped()
    {
        await using var graph = await StartAsync();
        var maria = graph.Host.State.Members.HumansOf(Northwind)[0];
        object Body(string user) =>
            new
            {
                user,
                tasks = new[] { "ANALYZE" },
                business = Northwind,
            };
        (await graph.PostAsync($"{AdAccount}/assigned_users", Body(maria.UserId))).Refused(
            400,
            100,
            "User is not business-scoped",
            1752100
        );
        Assert.Equal(200, (await graph.PostAsync($"{AdAccount}/assigned_users", Body(maria.Id))).Status);
        (await graph.PostAsync($"{AdAccount}/assigned_users", Body("1"))).Refused(400, 100, "Invalid parameter");
    }

    [Fact]
    public async Task A_system_user_of_another_business_or_under_Meta_s_own_id_is_refused()
    {
        await using var graph = await StartAsync();
        var canonical = graph.Host.State.Members.SystemUsersOf(Northwind)[1].Id;
        foreach (var user in new[] { graph.IdOf("System User Manager", Contoso), canonical })
            (
                await graph.PostAsync(
                    $"{AdAccount}/assigned_users",
                    new
                    {
                        user,
                        tasks = new[] { "ANALYZE" },
                        business = Northwind,
                    }
                )
            ).Refused(400, 100, "Invalid parameter");
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

    [Theory]
    [InlineData(AdAccount)]
    [InlineData(Page)]
    [InlineData(Catalog)]
    [InlineData(Pixel)]
    [InlineData(WhatsApp)]
    [InlineData(Instagram)]
    public async Task Removing_takes_the_grant_away_and_again_is_success(string asset)
    {
        await using var graph = await StartAsync();
        var test = graph.IdOf("test");
        Assert.NotNull(await graph.TasksAsync(asset, test));
        for (var n = 0; n < 2; n++)
            Assert.Equal(
                """{"success":true}""",
                (await graph.DeleteAsync($"{asset}/assigned_users?user={test}&business={Northwind}")).Text
            );
        Assert.Null(await graph.TasksAsync(asset, test));
    }

    [Fact]
    public async Task Removing_from_a_dataset_can_be_switched_to_refuse()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("pixelDelete", "refuse");
        var reply = await graph.DeleteAsync($"{Pixel}/assigned_users?user={graph.IdOf("test")}&business={Northwind}");
        Assert.Equal((400, 100, 33), (reply.Status, (int)reply.Error["code"]!, (int)reply.Error["error_subcode"]!));
        Assert.StartsWith($"Unsupported delete request. Object with ID '{Pixel}'", (string?)reply.Error["message"]);
        Assert.NotNull(await graph.TasksAsync(Pixel, graph.IdOf("test")));
    }

    [Fact]
    public async Task Removing_takes_the_user_in_the_body_too()
    {
        await using var graph = await StartAsync();
        var test = graph.IdOf("test");
        using var body = JsonContent.Create(new { user = test });
        var reply = await graph.SendAsync(HttpMethod.Delete, $"{AdAccount}/assigned_users", body, graph.ControlToken);
        Assert.Equal("""{"success":true}""", reply.Text);
        (await graph.DeleteAsync($"{AdAccount}/assigned_users")).Refused(
            400,
            100,
            "(#100) The parameter user is required"
        );
    }

    [Fact]
    public async Task What_comes_through_a_group_can_be_neither_lowered_nor_removed()
    {
        await using var graph = await StartAsync();
        var user1 = graph.IdOf("user1");
        var lower = new
        {
            user = user1,
            tasks = new[] { "ANALYZE" },
            business = Northwind,
        };
        const string text = "Invalid call to update account permissions";
        (await graph.PostAsync($"{AdAccount}/assigned_users", lower)).Refused(400, 2620, text);
        (await graph.DeleteAsync($"{AdAccount}/assigned_users?user={user1}&business={Northwind}")).Refused(
            400,
            2620,
            text
        );
        await graph.AssignAsync(AdAccount, user1, "MANAGE");
        Assert.Equal(
            ["DACH"],
            (await graph.GetAsync($"{user1}/assigned_business_asset_groups?contained_asset_id={AdAccount}")).Names
        );
    }

    [Fact]
    public async Task Assigning_asks_for_an_admin()
    {
        await using var graph = await StartAsync();
        var body = new
        {
            user = graph.IdOf("test"),
            tasks = new[] { "ANALYZE" },
            business = Northwind,
        };
        (
            await graph.PostAsync(
                $"{AdAccount}/assigned_users",
                body,
                graph.TokenOf("Product feed import (production)")
            )
        ).Refused(403, 200, "(#200) Permissions error");
    }

    [Theory]
    [InlineData(Catalog, "catalog_management")]
    [InlineData(Catalog, "ads_management")]
    [InlineData(WhatsApp, "whatsapp_business_management")]
    [InlineData(AdAccount, "business_management")]
    public async Task Each_kind_asks_for_its_scopes(string asset, string scope)
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "System User Manager",
                business = Northwind,
                scope,
            }
        );
        (await graph.GetAsync($"{asset}/assigned_users?business={Northwind}")).Refused(
            403,
            200,
            $"(#200) Requires {scope} permission to manage the object"
        );
    }

    [Theory]
    [InlineData($"{Page}/assigned_users?business={Northwind}")]
    [InlineData($"{Northwind}/owned_pages?fields=id,assigned_users.business({Northwind}){{id}}")]
    public async Task Pages_ask_for_pages_manage_metadata(string path)
    {
        await using var graph = await StartAsync();
        Assert.Equal(200, (await graph.GetAsync(path)).Status);
        await graph.ChangeAsync(
            new
            {
                @do = "removeScope",
                systemUser = "System User Manager",
                business = Northwind,
                scope = "pages_manage_metadata",
            }
        );
        var reply = await graph.GetAsync(path);
        Assert.Equal((403, 10), (reply.Status, (int)reply.Error["code"]!));
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
    public async Task A_token_reaches_what_its_system_user_has()
    {
        await using var graph = await StartAsync();
        var (id, token) = await graph.CreateWithTokenAsync("ads_read");
        var missing = await graph.GetAsync($"{AdAccount}?fields=name", token);
        Assert.Equal((100, 33), ((int)missing.Error["code"]!, (int)missing.Error["error_subcode"]!));
        await graph.AssignAsync(AdAccount, id, "ANALYZE");
        Assert.Equal(200, (await graph.GetAsync($"{AdAccount}?fields=name", token)).Status);
        await graph.AssignAsync(Catalog, id, "MANAGE");
        (await graph.GetAsync(Catalog, token)).Refused(
            403,
            200,
            "(#200) Requires catalog_management permission to manage the object"
        );
    }

    [Fact]
    public async Task An_older_token_can_be_kept_from_newer_grants()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("grantsReachOnlyNewTokens", true);
        var (id, token) = await graph.CreateWithTokenAsync("ads_read");
        await graph.ChangeAsync(new { @do = "advance", seconds = 1 });
        await graph.AssignAsync(AdAccount, id, "ANALYZE");
        Assert.Equal(400, (await graph.GetAsync(AdAccount, token)).Status);
        Assert.Equal(200, (await graph.GetAsync(AdAccount, await graph.GenerateAsync(id, "ads_read"))).Status);
    }

    [Fact]
    public async Task A_client_hands_on_no_more_than_was_shared()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        object Body(string task) =>
            new
            {
                user,
                tasks = new[] { task },
                business = Northwind,
            };
        (await graph.PostAsync("act_730000000900101/assigned_users", Body("MANAGE"))).Refused(
            400,
            100,
            "(#100) Param tasks[0] must be one of {ADVERTISE, ANALYZE, DRAFT}"
        );
        Assert.Equal(200, (await graph.PostAsync("act_730000000900101/assigned_users", Body("ADVERTISE"))).Status);
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
