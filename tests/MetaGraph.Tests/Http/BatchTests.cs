using System.Text.Json;
using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.Tests.Wire;

namespace MetaGraph.Tests.Http;

public sealed class BatchTests
{
    private const string Done = """{"code":200,"body":"{\"success\":true}"}""";

    [Fact]
    public async Task A_batch_is_cut_into_requests_of_at_most_50_calls()
    {
        await using var server = new ScriptedServer(request => Answer(ItemsOf(request).Select(_ => Done)));
        using var graph = new GraphOverWire(server.Address);
        var session = graph.Open();
        var results = await session.Assets.AssignManyAsync(Assignments(120));
        Assert.Equal(120, results.Count);
        Assert.All(results, result => Assert.IsType<BatchResult.Ok>(result));
        Assert.Equal([50, 50, 20], server.Requests.Select(request => ItemsOf(request).Count));
        Assert.Equal(3, session.Requests);
        Assert.Equal(120, session.Calls);
    }

    [Fact]
    public async Task An_item_is_a_form_with_indexed_tasks_and_the_credentials_stand_outside_once()
    {
        await using var server = ScriptedServer.Answering(Answer([Done]));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Assets.AssignManyAsync(Assignments(1));
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v26.0/", request.Line);
        Assert.Equal($"Bearer {GraphOverWire.TokenValue}", request.Headers["Authorization"]);
        Assert.True(request.Json.TryGetProperty("appsecret_proof", out _));
        var item = Assert.Single(ItemsOf(request));
        Assert.Equal("POST", item.GetProperty("method").GetString());
        Assert.Equal("0/assigned_users", item.GetProperty("relative_url").GetString());
        Assert.Equal(
            "user=2002&business=1001&tasks%5B0%5D=ANALYZE&tasks%5B1%5D=DRAFT",
            item.GetProperty("body").GetString()
        );
        Assert.DoesNotContain(GraphOverWire.TokenValue, request.Body);
    }

    [Fact]
    public async Task Each_item_has_its_own_result_in_the_order_of_the_request()
    {
        await using var server = ScriptedServer.Answering(
            Answer([
                Done,
                """{"code":403,"body":"{\"error\":{\"code\":200,\"message\":\"no\"}}"}""",
                "null",
                """{"code":500,"body":"{\"error\":{\"code\":2,\"message\":\"oops\"}}"}""",
                """{"code":200,"body":null}""",
                """{"code":200,"body":"true"}""",
            ])
        );
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.AssignManyAsync(Assignments(7));
        Assert.Equal(
            [
                typeof(BatchResult.Ok),
                typeof(BatchResult.Failed),
                typeof(BatchResult.Unknown),
                typeof(BatchResult.Unknown),
                typeof(BatchResult.Unknown),
                typeof(BatchResult.Ok),
                typeof(BatchResult.Unknown),
            ],
            results.Select(result => result.GetType())
        );
        var refused = ((BatchResult.Failed)results[1]).Error;
        Assert.Equal((403, 200, GraphErrorKind.Permission), (refused.HttpStatus, refused.Code, refused.Kind));
    }

    [Fact]
    public async Task A_lost_answer_leaves_its_items_unknown_keeps_what_was_done_and_sends_no_more()
    {
        var answers = new Queue<WireAnswer>([Answer(Enumerable.Repeat(Done, 50)), WireAnswer.Ends(WireEnding.Cut)]);
        await using var server = new ScriptedServer(_ => answers.Dequeue());
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.AssignManyAsync(Assignments(120));
        Assert.All(results.Take(50), result => Assert.IsType<BatchResult.Ok>(result));
        Assert.All(results.Skip(50).Take(50), result => Assert.IsType<BatchResult.Unknown>(result));
        Assert.All(
            results.Skip(100),
            result => Assert.StartsWith("Not sent", Assert.IsType<BatchResult.Failed>(result).Error.VendorMessage)
        );
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task One_unanswered_item_does_not_stop_the_next_request()
    {
        await using var server = new ScriptedServer(request =>
            Answer(ItemsOf(request).Select((_, i) => i == 0 ? "null" : Done))
        );
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.AssignManyAsync(Assignments(60));
        Assert.Equal(2, results.Count(result => result is BatchResult.Unknown));
        Assert.Equal(58, results.Count(result => result is BatchResult.Ok));
    }

    [Fact]
    public async Task After_a_throttled_item_no_further_request_is_sent()
    {
        const string throttled = """{"code":400,"body":"{\"error\":{\"code\":80004,\"message\":\"slow\"}}"}""";
        await using var server = new ScriptedServer(request =>
            Answer(ItemsOf(request).Select((_, i) => i < 10 ? Done : throttled)) with
            {
                Headers = new Dictionary<string, string> { ["Retry-After"] = "90" },
            }
        );
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.AssignManyAsync(Assignments(60));
        Assert.Single(server.Requests);
        Assert.Equal(10, results.Count(result => result is BatchResult.Ok));
        Assert.All(
            results.Skip(10),
            result =>
            {
                var error = Assert.IsType<BatchResult.Failed>(result).Error;
                Assert.Equal(GraphErrorKind.Throttled, error.Kind);
                Assert.Equal(TimeSpan.FromSeconds(90), error.RetryAfter);
                Assert.False(error.MayHaveHappened);
            }
        );
    }

    [Fact]
    public async Task A_cancelled_batch_says_what_was_done_what_may_have_happened_and_what_was_not_sent()
    {
        using var cancel = new CancellationTokenSource();
        var requests = 0;
        await using var server = new ScriptedServer(request =>
        {
            if (Interlocked.Increment(ref requests) == 1)
                return Answer(ItemsOf(request).Select(_ => Done));
            cancel.Cancel();
            return WireAnswer.Ends(WireEnding.Silent);
        });
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.AssignManyAsync(Assignments(120), cancel.Token);
        Assert.All(results.Take(50), result => Assert.IsType<BatchResult.Ok>(result));
        Assert.All(results.Skip(50).Take(50), result => Assert.IsType<BatchResult.Unknown>(result));
        Assert.All(results.Skip(100), result => Assert.IsType<BatchResult.Failed>(result));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Reads_in_a_batch_fail_for_the_moment_where_an_answer_is_missing()
    {
        await using var server = ScriptedServer.Answering(
            Answer([
                """{"code":200,"body":"{\"data\":[{\"id\":\"7\",\"name\":\"Ann\",\"tasks\":[\"MANAGE\"]}]}"}""",
                "null",
                """{"code":400,"body":"{\"error\":{\"code\":100,\"error_subcode\":33}}"}""",
            ])
        );
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.ReadAssignedUsersAsync(Assets(3), GraphOverWire.Business);
        var user = Assert.Single(Assert.IsType<BatchResult<IReadOnlyList<AssignedUser>>.Ok>(results[0]).Value);
        Assert.Equal(("7", "Ann", "MANAGE"), (user.Id.Value, user.Name, user.Tasks[0].Value));
        var missing = Assert.IsType<BatchResult<IReadOnlyList<AssignedUser>>.Failed>(results[1]).Error;
        Assert.True(missing.IsTransient);
        Assert.False(missing.MayHaveHappened);
        var gone = Assert.IsType<BatchResult<IReadOnlyList<AssignedUser>>.Failed>(results[2]).Error;
        Assert.Equal(GraphErrorKind.NotFound, gone.Kind);
        Assert.Equal(
            "0/assigned_users?business=1001&fields=id%2Cname%2Ctasks&limit=100",
            ItemsOf(server.Requests[0])[0].GetProperty("relative_url").GetString()
        );
    }

    [Fact]
    public async Task A_batch_of_reads_is_allowed_where_only_reading_is_and_is_tried_again()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Error(500, 2),
            Answer(["""{"code":200,"body":"{\"data\":[]}"}"""])
        );
        using var graph = new GraphOverWire(server.Address);
        var results = await graph
            .Open(GraphAccess.ReadOnly)
            .Assets.ReadAssignedUsersAsync(Assets(1), GraphOverWire.Business);
        Assert.IsType<BatchResult<IReadOnlyList<AssignedUser>>.Ok>(Assert.Single(results));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_longer_list_inside_a_batch_is_continued_by_its_own_cursor()
    {
        await using var server = new ScriptedServer(request =>
            request.Method == "POST"
                ? Answer([
                    """{"code":200,"body":"{\"data\":[{\"id\":\"1\"}],\"paging\":{\"cursors\":{\"after\":\"A\"},\"next\":\"x\"}}"}""",
                ])
                : WireAnswer.Ok("""{"data":[{"id":"2"}]}""")
        );
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.ReadAssignedUsersAsync(Assets(1), GraphOverWire.Business);
        var users = Assert.IsType<BatchResult<IReadOnlyList<AssignedUser>>.Ok>(Assert.Single(results)).Value;
        Assert.Equal(["1", "2"], users.Select(user => user.Id.Value));
        Assert.Equal("A", server.Requests[1].Query["after"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":[]}""")]
    [InlineData("\"no\"")]
    public async Task An_answer_that_is_no_list_leaves_all_items_of_a_change_unknown(string body)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(body));
        using var graph = new GraphOverWire(server.Address);
        var results = await graph.Open().Assets.AssignManyAsync(Assignments(2));
        Assert.All(results, result => Assert.IsType<BatchResult.Unknown>(result));
    }

    [Fact]
    public async Task An_empty_batch_sends_nothing()
    {
        using var graph = new GraphOverWire(ScriptedServer.Nobody());
        Assert.Empty(await graph.Open().Assets.AssignManyAsync([]));
    }

    private static List<Assignment> Assignments(int count) =>
        [
            .. Assets(count)
                .Select(asset => new Assignment(
                    asset,
                    GraphOverWire.Business,
                    GraphOverWire.User,
                    [new AssetTask("ANALYZE"), new AssetTask("DRAFT")]
                )),
        ];

    private static List<GraphId> Assets(int count) => [.. Enumerable.Range(0, count).Select(i => new GraphId($"{i}"))];

    private static List<JsonElement> ItemsOf(WireRequest request) =>
        [.. request.Json.GetProperty("batch").EnumerateArray()];

    private static WireAnswer Answer(IEnumerable<string> items) => WireAnswer.Ok($"[{string.Join(',', items)}]");
}
