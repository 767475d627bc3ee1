using System.Text.Json;
using System.Text.Json.Nodes;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class BatchTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_comes_as_JSON_or_as_a_form(bool asForm)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        object[] items =
        [
            new { method = "GET", relative_url = "me?fields=id" },
            new
            {
                method = "POST",
                relative_url = $"{AdAccount}/assigned_users",
                body = $"user={user}&tasks=%5B%22ANALYZE%22%5D&business={Northwind}",
            },
            new { method = "GET", relative_url = $"{Contoso}/system_users" },
        ];
        var reply = asForm
            ? await graph.PostFormAsync("/v26.0/", null, ("batch", JsonSerializer.Serialize(items)))
            : await graph.PostAsync("/v26.0/", new { batch = items });
        var answers = reply.Ok.AsArray();
        Assert.Equal([200, 200, 400], answers.Select(answer => (int)answer!["code"]!));
        Assert.Equal($$"""{"id":"{{graph.IdOf("System User Manager")}}"}""", (string?)answers[0]!["body"]);
        Assert.Equal("""{"success":true}""", (string?)answers[1]!["body"]);
        Assert.Equal(33, (int)JsonNode.Parse((string)answers[2]!["body"]!)!["error"]!["error_subcode"]!);
        Assert.Contains("Content-Type", answers[0]!["headers"]!.AsArray().Select(header => (string?)header!["name"]));
        Assert.Equal(["ANALYZE"], await graph.TasksAsync(AdAccount, user));
    }

    [Fact]
    public async Task Indexed_bodies_work_for_every_kind()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        var wanted = new (string Asset, string Task)[]
        {
            (AdAccount, "ADVERTISE"),
            (Page, "ADVERTISE"),
            (Catalog, "ADVERTISE"),
            (Pixel, "ADVERTISE"),
            (WhatsApp, "MESSAGING"),
            (Instagram, "ADVERTISE"),
        };
        var items = wanted
            .Select(one => Assign(one.Asset, user, one.Task))
            .Append(
                new
                {
                    method = "POST",
                    relative_url = $"{Group}/assigned_users",
                    body = $"user={user}&adaccount_tasks[0]=ANALYZE",
                }
            );
        var answers = await RunAsync(graph, items);
        Assert.All(answers, answer => Assert.Equal(200, (int)answer!["code"]!));
        foreach (var (asset, task) in wanted)
            Assert.Contains(task, await graph.TasksAsync(asset, user) ?? []);
    }

    [Fact]
    public async Task Fifty_are_the_most()
    {
        await using var graph = await StartAsync();
        var item = new { method = "GET", relative_url = "me" };
        Assert.Equal(50, (await RunAsync(graph, Enumerable.Repeat(item, 50))).Count);
        (await graph.PostAsync("/v26.0/", new { batch = Enumerable.Repeat(item, 51) })).Refused(
            400,
            100,
            "Too many requests in batch message. Maximum batch size is 50"
        );
    }

    [Fact]
    public async Task Headers_are_left_out_when_asked()
    {
        await using var graph = await StartAsync();
        var reply = await graph.PostAsync(
            "/v26.0/",
            new { batch = new[] { new { method = "GET", relative_url = "me" } }, include_headers = false }
        );
        Assert.Equal(["code", "body"], reply.Ok.AsArray()[0]!.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task An_operation_builds_on_the_result_of_another()
    {
        await using var graph = await StartAsync();
        var answers = await RunAsync(
            graph,
            [
                new
                {
                    method = "POST",
                    relative_url = $"{Northwind}/system_users",
                    body = "name=Batch made&role=EMPLOYEE",
                    name = "made",
                },
                new
                {
                    method = "POST",
                    relative_url = "{result=made:$.id}/applications",
                    body = $"business_app={NorthwindApp}",
                },
                new
                {
                    method = "GET",
                    relative_url = $"{Northwind}/owned_pages?limit=2",
                    name = "pages",
                },
                new { method = "GET", relative_url = "me?fields=id,name&x={result=pages:$.data.*.id}" },
            ]
        );
        // Those that fed others are left out.
        Assert.Null(answers[0]);
        Assert.Equal("""{"success":true}""", (string?)answers[1]!["body"]);
        Assert.Null(answers[2]);
        Assert.Equal(200, (int)answers[3]!["code"]!);
        Assert.Contains(NorthwindApp, graph.Host.State.Members.SystemUsersOf(Northwind)[^1].InstalledApps);
    }

    [Fact]
    public async Task What_builds_on_a_failure_is_not_run()
    {
        await using var graph = await StartAsync();
        var answers = await RunAsync(
            graph,
            [
                new
                {
                    method = "GET",
                    relative_url = "nonsense",
                    name = "first",
                },
                new
                {
                    method = "DELETE",
                    relative_url = Group,
                    depends_on = "first",
                },
            ]
        );
        Assert.Equal(400, (int)answers[0]!["code"]!);
        Assert.Null(answers[1]);
        Assert.Equal(200, (await graph.GetAsync(Group)).Status);
    }

    [Fact]
    public async Task An_operation_may_bring_its_own_token_and_the_outer_proof_is_for_the_outer_token()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "requireProof",
                business = Northwind,
                value = true,
            }
        );
        var reply = await graph.PostAsync(
            "/v26.0/",
            new
            {
                appsecret_proof = graph.ControlProof(),
                batch = new[]
                {
                    new { method = "GET", relative_url = "me" },
                    new
                    {
                        method = "GET",
                        relative_url = $"me?access_token={graph.TokenOf("System User Manager", Contoso)}",
                    },
                },
            }
        );
        Assert.Equal([200, 200], reply.Ok.AsArray().Select(answer => (int)answer!["code"]!));
    }

    [Fact]
    public async Task Each_item_has_a_log_line_of_its_own()
    {
        await using var graph = await StartAsync();
        var user = graph.IdOf("test");
        await RunAsync(
            graph,
            [new { method = "GET", relative_url = "me?fields=id" }, Assign(AdAccount, user, "ANALYZE")]
        );
        var lines = await graph.LogAsync();
        Assert.Equal(
            ["/v26.0/", "/v26.0/me", $"/v26.0/{AdAccount}/assigned_users"],
            lines.Select(line => (string?)line["path"])
        );
        Assert.Equal([1L, 2L, 3L], lines.Select(line => (long)line["n"]!));
        Assert.Equal([null, 1L, 1L], lines.Select(line => (long?)line["batch"]));
        Assert.Equal("""["fields"]""", lines[1]["query"]!.ToJsonString());
    }

    [Theory]
    [InlineData("after", true)]
    [InlineData("cut", true)]
    [InlineData("hang", false)]
    public async Task A_fault_hits_an_item_whose_lost_answer_is_null(string mode, bool isDone)
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                method = "POST",
                path = $"/{Page}/assigned_users",
                mode,
                times = 1,
            }
        );
        var answers = await RunAsync(
            graph,
            [Assign(AdAccount, user, "ANALYZE"), Assign(Page, user, "ANALYZE"), Assign(Pixel, user, "ANALYZE")]
        );
        Assert.Equal(200, (int)answers[0]!["code"]!);
        Assert.Null(answers[1]);
        Assert.Equal(200, (int)answers[2]!["code"]!);
        Assert.Equal(isDone, await graph.TasksAsync(Page, user) is not null);
    }

    [Fact]
    public async Task A_refusing_fault_answers_for_the_item_alone()
    {
        await using var graph = await StartAsync();
        var user = await graph.CreateSystemUserAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path = "/*/assigned_users",
                mode = "before",
                status = 403,
                code = 200,
                message = "(#200) Requires ads_management permission to manage the object",
                times = 1,
            }
        );
        var answers = await RunAsync(graph, [Assign(AdAccount, user, "ANALYZE"), Assign(Pixel, user, "ANALYZE")]);
        Assert.Equal([403, 200], answers.Select(answer => (int)answer!["code"]!));
        Assert.Null(await graph.TasksAsync(AdAccount, user));
    }

    [Fact]
    public async Task A_batch_that_is_no_list_is_refused()
    {
        await using var graph = await StartAsync();
        (await graph.PostFormAsync("/v26.0/", null, ("batch", "nonsense"))).Refused(
            400,
            100,
            "(#100) Param batch must be a JSON array"
        );
    }

    private static object Assign(string asset, string user, string task) =>
        new
        {
            method = "POST",
            relative_url = $"{asset}/assigned_users",
            body = $"user={user}&tasks[0]={task}&business={Northwind}",
        };

    private static async Task<JsonArray> RunAsync(GraphFixture graph, IEnumerable<object> items) =>
        (await graph.PostAsync("/v26.0/", new { batch = items })).Ok.AsArray();
}
