using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>Assigning tasks on an asset.</summary>
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
}
