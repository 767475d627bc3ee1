using MetaGraph.Http;
using MetaGraph.SystemUsers;

namespace MetaGraph.Tests.Sandbox;

/// <summary>A Meta that stumbles, throttles and redirects, over the protocol.</summary>
public sealed class FaultsTests : IAsyncLifetime
{
    private readonly GraphInSandbox _graph = new();

    public ValueTask InitializeAsync() => _graph.InitializeAsync();

    public ValueTask DisposeAsync() => _graph.DisposeAsync();

    [Fact]
    public async Task A_stumble_is_passed_over_by_a_read()
    {
        await _graph.GivenFaultAsync(
            new
            {
                server = "graph",
                path = "/me",
                mode = "before",
                status = 500,
                code = 2,
                times = 2,
            }
        );
        var session = _graph.Open(GraphAccess.ReadOnly);
        await session.SystemUsers.MeAsync();
        Assert.Equal(3, session.Requests);
    }

    [Fact]
    public async Task A_throttle_names_its_wait_and_is_asked_once()
    {
        await _graph.GivenFaultAsync(
            new
            {
                server = "graph",
                mode = "before",
                status = 400,
                code = 80004,
                headers = new Dictionary<string, string>
                {
                    ["X-Business-Use-Case-Usage"] =
                        """{"1":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":2}]}""",
                },
            }
        );
        var session = _graph.Open(GraphAccess.ReadOnly);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() =>
            session.SystemUsers.ListAsync(_graph.Business).ToListAsync().AsTask()
        );
        Assert.Equal(GraphErrorKind.Throttled, error.Kind);
        Assert.Equal(TimeSpan.FromMinutes(2), error.RetryAfter);
        Assert.Equal(100, session.Usage.Percent);
        Assert.Equal(1, session.Requests);
    }

    [Theory]
    [InlineData("after", 1)]
    [InlineData("cut", 1)]
    [InlineData("before", 0)]
    public async Task A_system_user_whose_making_was_not_answered_is_sent_once_and_its_outcome_is_unknown(
        string mode,
        int made
    )
    {
        await _graph.GivenFaultAsync(
            new
            {
                server = "graph",
                method = "POST",
                path = "/*/system_users",
                mode,
                times = 1,
            }
        );
        var session = _graph.Open();
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            session.SystemUsers.CreateAsync(_graph.Business, "Lost", SystemUserRole.Employee)
        );
        Assert.Equal(1, session.Requests);
        var users = await _graph.Session.SystemUsers.ListAsync(_graph.Business).ToListAsync();
        Assert.Equal(made, users.Count(user => user.Name == "Lost"));
    }

    [Fact]
    public async Task A_full_business_is_told_in_words()
    {
        GraphId last = default;
        var error = await Assert.ThrowsAsync<MetaGraphException>(async () =>
        {
            for (var n = 0; n < 20; n++)
                last = await _graph.Session.SystemUsers.CreateAsync(
                    _graph.Business,
                    $"Slot {n}",
                    SystemUserRole.Employee
                );
        });
        Assert.NotEqual(default, last);
        Assert.Equal((3949, GraphErrorKind.LimitReached, false), (error.Code, error.Kind, error.MayHaveHappened));
        var admin = await Assert.ThrowsAsync<MetaGraphException>(() =>
            _graph.Session.SystemUsers.CreateAsync(_graph.Business, "Second admin", SystemUserRole.Admin)
        );
        Assert.Equal((3965, GraphErrorKind.LimitReached), (admin.Code, admin.Kind));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("object")]
    [InlineData("string")]
    [InlineData("documented")]
    public async Task Every_shape_of_success_is_understood(string shape)
    {
        await _graph.GivenSwitchAsync("successShape", shape);
        var users = _graph.Session.SystemUsers;
        var user = await users.ListAsync(_graph.Business).FirstAsync(one => one.Role == SystemUserRole.Employee);
        await users.InstallAppAsync(user.Id, _graph.AppId);
        await _graph.Session.Tokens.RevokeAllAsync(user.Id);
    }

    [Fact]
    public async Task No_request_that_the_server_saw_had_its_token_in_the_query_but_the_three()
    {
        var session = _graph.Session;
        await session.SystemUsers.ListWithGrantsAsync(_graph.Business).ToListAsync();
        await session.Tokens.DebugAsync(_graph.Credentials.Token);
        var graph = _graph
            .Requests.Where(line =>
                line.Server == "graph" && !line.Path.Contains("/_sandbox", StringComparison.Ordinal)
            )
            .ToList();
        Assert.Contains(graph, line => line.Token == "header");
        Assert.All(graph.Where(line => line.Token == "query"), line => Assert.EndsWith("/debug_token", line.Path));
    }
}
