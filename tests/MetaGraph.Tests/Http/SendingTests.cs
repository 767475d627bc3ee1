using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.SystemUsers;
using MetaGraph.Tests.Wire;

namespace MetaGraph.Tests.Http;

public sealed class SendingTests
{
    private const string MeAnswer = """{"id":"1","name":"Control"}""";
    private static readonly Assignment AnAssignment = new(
        new GraphId("act_1"),
        GraphOverWire.Business,
        GraphOverWire.User,
        [new AssetTask("ANALYZE"), new AssetTask("ADVERTISE")]
    );

    [Fact]
    public async Task The_token_is_in_the_header_and_the_proof_in_the_query_of_a_read()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(MeAnswer));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().SystemUsers.MeAsync();
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v26.0/me", request.Path);
        Assert.Equal("id,name", request.Query["fields"]);
        Assert.Equal($"Bearer {GraphOverWire.TokenValue}", request.Headers["Authorization"]);
        Assert.Equal(
            AppSecretProof.Of(GraphOverWire.Credentials.Secret!, GraphOverWire.Credentials.Token),
            request.Query["appsecret_proof"]
        );
        Assert.DoesNotContain(GraphOverWire.TokenValue, request.Target);
    }

    [Fact]
    public async Task A_post_is_json_with_the_proof_in_its_body_and_nothing_in_its_query()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"success":true}"""));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Assets.AssignAsync(AnAssignment);
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v26.0/act_1/assigned_users", request.Line);
        Assert.StartsWith("application/json", request.Headers["Content-Type"]);
        Assert.Equal("2002", request.Json.GetProperty("user").GetString());
        Assert.Equal("1001", request.Json.GetProperty("business").GetString());
        Assert.Equal(
            ["ANALYZE", "ADVERTISE"],
            request.Json.GetProperty("tasks").EnumerateArray().Select(t => t.GetString())
        );
        Assert.Equal(64, request.Json.GetProperty("appsecret_proof").GetString()!.Length);
    }

    [Fact]
    public async Task A_delete_has_its_parameters_in_the_query()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("true"));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Assets.UnassignAsync(new GraphId("act_1"), GraphOverWire.Business, GraphOverWire.User);
        var request = Assert.Single(server.Requests);
        Assert.Equal("DELETE", request.Method);
        Assert.Equal("2002", request.Query["user"]);
        Assert.Equal("1001", request.Query["business"]);
        Assert.Contains("appsecret_proof", request.Query.Keys);
    }

    [Fact]
    public async Task The_timed_proof_goes_with_its_seconds()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(MeAnswer));
        using var graph = new GraphOverWire(server.Address, options => options.TimedProof = true);
        await graph.Open().SystemUsers.MeAsync();
        var query = Assert.Single(server.Requests).Query;
        var seconds = graph.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal($"{seconds}", query["appsecret_time"]);
        Assert.Equal(
            AppSecretProof.Of(GraphOverWire.Credentials.Secret!, GraphOverWire.Credentials.Token, seconds),
            query["appsecret_proof"]
        );
    }

    [Fact]
    public async Task Without_the_secret_no_proof_is_sent()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(MeAnswer));
        using var graph = new GraphOverWire(server.Address);
        await graph.OpenWithoutSecret().SystemUsers.MeAsync();
        Assert.DoesNotContain("appsecret", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task The_user_agent_is_the_one_set()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(MeAnswer));
        using var graph = new GraphOverWire(server.Address, options => options.UserAgent = "Example/2.1");
        await graph.Open().SystemUsers.MeAsync();
        Assert.Equal("Example/2.1", Assert.Single(server.Requests).Headers["User-Agent"]);
    }

    [Theory]
    [InlineData("1/../2", "/v26.0/1%2F..%2F2")]
    [InlineData("1?fields=x", "/v26.0/1%3Ffields%3Dx")]
    [InlineData("1#x", "/v26.0/1%23x")]
    public async Task An_id_stays_inside_its_path_segment(string id, string path)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"id":"1"}"""));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Businesses.GetAsync(new GraphId(id));
        Assert.Equal(path, Assert.Single(server.Requests).Path);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [Trait("Id", "E07")]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var elsewhere = ScriptedServer.Answering(WireAnswer.Ok(MeAnswer));
        await using var server = ScriptedServer.Answering(
            new WireAnswer(status, "")
            {
                Headers = new Dictionary<string, string> { ["Location"] = $"{elsewhere.Address}me" },
            }
        );
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().SystemUsers.MeAsync());
        Assert.Equal(status, error.HttpStatus);
        Assert.Contains("redirect", error.NextStep);
        Assert.Empty(elsewhere.Requests);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(WireEnding.Cut)]
    [InlineData(WireEnding.Closed)]
    public async Task A_change_whose_answer_was_lost_may_have_happened_and_is_sent_once(WireEnding ending)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ends(ending));
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            graph.Open().SystemUsers.CreateAsync(GraphOverWire.Business, "Reports", SystemUserRole.Employee)
        );
        Assert.True(error.MayHaveHappened);
        Assert.True(error.IsTransient);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_change_that_gets_no_answer_in_time_may_have_happened()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ends(WireEnding.Silent));
        using var graph = new GraphOverWire(server.Address);
        var call = graph.Open().Tokens.RevokeAllAsync(GraphOverWire.User);
        await server.FirstRequest;
        graph.Clock.Advance(TimeSpan.FromSeconds(30));
        var error = await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() => call);
        Assert.Equal("Meta did not answer within 30 s.", error.VendorMessage);
    }

    [Fact]
    public async Task A_read_that_gets_no_answer_in_time_is_a_passing_failure()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ends(WireEnding.Silent));
        using var graph = new GraphOverWire(server.Address, options => options.ReadRetries = 0);
        var call = graph.Open().SystemUsers.MeAsync();
        await server.FirstRequest;
        graph.Clock.Advance(TimeSpan.FromSeconds(30));
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => call);
        Assert.Equal(GraphErrorKind.Transient, error.Kind);
        Assert.False(error.MayHaveHappened);
    }

    [Fact]
    public async Task A_change_cancelled_under_way_may_have_happened()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ends(WireEnding.Silent));
        using var graph = new GraphOverWire(server.Address);
        using var cancel = new CancellationTokenSource();
        var call = graph.Open().Assets.AssignAsync(AnAssignment, cancel.Token);
        await server.FirstRequest;
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() => call);
    }

    [Fact]
    public async Task A_change_cancelled_before_it_is_sent_is_not_sent()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("true"));
        using var graph = new GraphOverWire(server.Address);
        var session = graph.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            session.Assets.AssignAsync(AnAssignment, new CancellationToken(canceled: true))
        );
        Assert.Empty(server.Requests);
        Assert.Equal(0, session.Requests);
    }

    [Fact]
    public async Task A_cancelled_read_ends_as_cancelled()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ends(WireEnding.Silent));
        using var graph = new GraphOverWire(server.Address);
        using var cancel = new CancellationTokenSource();
        var call = graph.Open().SystemUsers.MeAsync(cancel.Token);
        await server.FirstRequest;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task An_unreadable_answer_to_a_change_leaves_its_outcome_unknown()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"id":"""));
        using var graph = new GraphOverWire(server.Address);
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            graph.Open().SystemUsers.CreateAsync(GraphOverWire.Business, "Reports", SystemUserRole.Employee)
        );
    }

    [Fact]
    public async Task An_answer_without_the_id_it_should_hold_leaves_the_outcome_unknown()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"success":true}"""));
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            graph.Open().SystemUsers.CreateAsync(GraphOverWire.Business, "Reports", SystemUserRole.Employee)
        );
        Assert.Contains("no id", error.VendorMessage);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_given_up()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok($"{{\"id\":\"{new string('1', 70_000)}\"}}"));
        using var graph = new GraphOverWire(server.Address, options => options.MaxResponseBytes = 64 * 1024);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().SystemUsers.MeAsync());
        Assert.Contains("larger", error.VendorMessage);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_headers_say_is_kept_in_the_session_and_in_the_error()
    {
        var throttled = WireAnswer.Error(400, 80004, 2446079) with
        {
            Headers = new Dictionary<string, string>
            {
                ["X-Business-Use-Case-Usage"] =
                    """{"1":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":9}]}""",
                ["Date"] = "Tue, 24 Nov 2026 12:00:07 GMT",
            },
        };
        await using var server = ScriptedServer.Answering(throttled);
        using var graph = new GraphOverWire(server.Address);
        var session = graph.Open();
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => session.SystemUsers.MeAsync());
        Assert.Equal(GraphErrorKind.Throttled, error.Kind);
        Assert.Equal(TimeSpan.FromMinutes(9), error.RetryAfter);
        Assert.Equal(100, session.Usage.Percent);
        Assert.Equal(TimeSpan.FromMinutes(9), session.Usage.RegainAccess);
        Assert.Equal(graph.Clock.GetUtcNow().AddSeconds(7), session.ServerTime);
    }

    [Fact]
    public async Task A_throttle_that_names_no_time_leaves_the_wait_to_the_caller()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Error(400, 4, more: ",\"is_transient\":true"));
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().SystemUsers.MeAsync());
        Assert.Null(error.RetryAfter);
        Assert.Single(server.Requests);
    }
}
