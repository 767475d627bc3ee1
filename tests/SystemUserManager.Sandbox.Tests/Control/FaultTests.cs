using SystemUserManager.Sandbox.Tests.Graph;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Control;

public sealed class FaultTests
{
    [Fact]
    public async Task Before_answers_without_doing_anything()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                method = "POST",
                path = $"/{Northwind}/system_users",
                mode = "before",
                status = 503,
                retryAfter = 2,
                times = 1,
            }
        );
        var reply = await graph.PostAsync($"{Northwind}/system_users", new { name = "x" });
        reply.Refused(503, 2, "Service temporarily unavailable");
        Assert.Equal("2", reply.Headers["Retry-After"]);
        Assert.Equal(6, graph.Host.State.Members.SystemUsersOf(Northwind).Count);
    }

    [Fact]
    public async Task Before_can_redirect()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path = "/me",
                mode = "before",
                status = 302,
                location = "http://127.0.0.1:1/elsewhere",
            }
        );
        var reply = await graph.GetAsync("me");
        Assert.Equal((302, "http://127.0.0.1:1/elsewhere"), (reply.Status, reply.Headers["Location"]));
    }

    [Fact]
    public async Task After_does_it_and_loses_the_answer()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                method = "POST",
                path = $"/{Northwind}/system_users",
                mode = "after",
                times = 1,
            }
        );
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => graph.CreateSystemUserAsync("lost"));
        Assert.Contains("lost", (await graph.GetAsync($"{Northwind}/system_users")).Names);
        var line = (await graph.LogAsync())[0];
        Assert.Equal(("after", 200), ((string?)line["fault"], (int)line["status"]!));
    }

    [Fact]
    public async Task Cut_does_it_and_breaks_off_in_the_body()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path = $"/{Northwind}/system_users",
                mode = "cut",
                times = 1,
            }
        );
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => graph.CreateSystemUserAsync("cut"));
        Assert.Contains("cut", (await graph.GetAsync($"{Northwind}/system_users")).Names);
    }

    [Fact]
    public async Task Hang_never_answers_and_does_nothing()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path = $"/{Northwind}/system_users",
                mode = "hang",
                times = 1,
            }
        );
        using var client = new HttpClient { BaseAddress = graph.Host.GraphAddress };
        using var givingUp = new CancellationTokenSource();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", "hung")]);
        var asked = client.PostAsync(
            new Uri($"/v26.0/{Northwind}/system_users?access_token={graph.ControlToken}", UriKind.Relative),
            form,
            givingUp.Token
        );
        // The fault is used up once the request hangs.
        while ((await graph.ControlAsync(HttpMethod.Get, "faults")).Json.AsArray().Count > 0)
            await Task.Yield();
        Assert.False(asked.IsCompleted);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.DoesNotContain("hung", (await graph.GetAsync($"{Northwind}/system_users")).Names);
    }

    [Fact]
    public async Task Slow_waits_and_then_does_it()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path = "/me",
                mode = "slow",
                milliseconds = 1,
                headers = new Dictionary<string, string> { ["X-App-Usage"] = "{}" },
            }
        );
        var reply = await graph.GetAsync("me");
        Assert.Equal((200, "{}"), (reply.Status, reply.Headers["X-App-Usage"]));
    }

    [Theory]
    [InlineData("/me", "me", true)]
    [InlineData("/ME", "me", true)]
    [InlineData("/me", "me/businesses", true)]
    [InlineData("/*/businesses", "me/businesses", true)]
    [InlineData("/*/businesses", "me", false)]
    [InlineData("/businesses", "me/businesses", false)]
    [InlineData(null, "me", true)]
    public async Task A_path_is_a_prefix_without_version_and_query(string? path, string asked, bool hits)
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path,
                mode = "before",
            }
        );
        Assert.Equal(hits ? 500 : 200, (await graph.GetAsync(asked + "?fields=id")).Status);
    }

    [Fact]
    public async Task Times_are_counted_and_clearing_ends_all()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new[]
            {
                new
                {
                    server = "graph",
                    mode = "before",
                    times = 2,
                },
            }
        );
        Assert.Equal(500, (await graph.GetAsync("me")).Status);
        Assert.Equal(500, (await graph.GetAsync("me")).Status);
        Assert.Equal(200, (await graph.GetAsync("me")).Status);
        await graph.FaultAsync(new { server = "graph", mode = "before" });
        Assert.Equal(500, (await graph.GetAsync("me")).Status);
        _ = (await graph.ControlAsync(HttpMethod.Delete, "faults")).Ok;
        Assert.Equal(200, (await graph.GetAsync("me")).Status);
    }

    [Theory]
    [InlineData("other", "before", "server is 'other', but there are only graph and vault.")]
    [InlineData("graph", "never", "mode is 'never', but there are only before, after, cut, hang and slow.")]
    public async Task A_fault_that_makes_no_sense_is_refused(string server, string mode, string sentence)
    {
        await using var graph = await StartAsync();
        var reply = await graph.ControlAsync(HttpMethod.Post, "faults", new { server, mode });
        Assert.Equal((400, sentence), (reply.Status, (string?)reply.Json["error"]));
    }

    [Fact]
    public async Task A_fault_of_the_vault_leaves_Graph_alone()
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(new { server = "vault", mode = "before" });
        Assert.Equal(200, (await graph.GetAsync("me")).Status);
    }
}
