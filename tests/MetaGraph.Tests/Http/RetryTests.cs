using System.Collections.Concurrent;
using MetaGraph.Http;
using MetaGraph.SystemUsers;
using MetaGraph.Tests.Wire;

namespace MetaGraph.Tests.Http;

public sealed class RetryTests
{
    private static readonly WireAnswer Me = WireAnswer.Ok("""{"id":"1","name":"Control"}""");

    public static TheoryData<WireAnswer> PassingFailures =>
        [
            WireAnswer.Error(500, 1),
            WireAnswer.Error(400, 2),
            new WireAnswer(503, "Service Unavailable"),
            new WireAnswer(200, "Service Unavailable"),
            WireAnswer.Error(400, 987654, more: ",\"is_transient\":true"),
            WireAnswer.Ends(WireEnding.Cut),
            WireAnswer.Ends(WireEnding.Closed),
        ];

    [Theory]
    [MemberData(nameof(PassingFailures), DisableDiscoveryEnumeration = true)]
    public async Task A_read_that_failed_for_the_moment_is_tried_again(WireAnswer failure)
    {
        await using var server = ScriptedServer.Answering(failure, failure, Me);
        using var graph = new GraphOverWire(server.Address);
        var session = graph.Open();
        Assert.Equal("Control", (await session.SystemUsers.MeAsync()).Name);
        Assert.Equal(3, server.Requests.Count);
        // Under a read the runtime itself sends again when a connection closes, which the session does not see.
        if (failure.Ending != WireEnding.Closed)
            Assert.Equal(3, session.Requests);
    }

    [Theory]
    [MemberData(nameof(PassingFailures), DisableDiscoveryEnumeration = true)]
    public async Task A_change_that_failed_for_the_moment_is_not_tried_again(WireAnswer failure)
    {
        await using var server = ScriptedServer.Answering(failure);
        using var graph = new GraphOverWire(server.Address);
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            graph.Open().SystemUsers.CreateAsync(GraphOverWire.Business, "Reports", SystemUserRole.Employee)
        );
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(PassingFailures), DisableDiscoveryEnumeration = true)]
    public async Task A_get_that_changes_is_not_tried_again_either(WireAnswer failure)
    {
        await using var server = ScriptedServer.Answering(failure);
        using var graph = new GraphOverWire(server.Address);
        var tokens = graph.Open().Tokens;
        var token = AccessToken.FromSecret("EAAother");
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() => tokens.RevokeAsync(token));
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() => tokens.ExchangeAsync(token));
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(190)]
    [InlineData(200)]
    [InlineData(368)]
    public async Task A_refusal_is_not_tried_again(int code)
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Error(400, code, more: code is 4 or 368 ? ",\"is_transient\":true" : "")
        );
        using var graph = new GraphOverWire(server.Address);
        await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().SystemUsers.MeAsync());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_read_is_given_up_after_the_set_number_of_repetitions()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Error(500, 2));
        using var graph = new GraphOverWire(server.Address, options => options.ReadRetries = 2);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().SystemUsers.MeAsync());
        Assert.Equal(GraphErrorKind.Transient, error.Kind);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Zero_repetitions_means_none()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Error(500, 2));
        using var graph = new GraphOverWire(server.Address, options => options.ReadRetries = 0);
        await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().SystemUsers.MeAsync());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_refused_connection_did_nothing_and_is_tried_again_even_for_a_change()
    {
        using var graph = new GraphOverWire(ScriptedServer.Nobody());
        var session = graph.Open();
        var error = await Assert.ThrowsAsync<MetaGraphException>(() =>
            session.SystemUsers.CreateAsync(GraphOverWire.Business, "Reports", SystemUserRole.Employee)
        );
        Assert.False(error.MayHaveHappened);
        Assert.Equal(GraphErrorKind.Transient, error.Kind);
        Assert.Equal(4, session.Requests);
    }

    [Fact]
    public async Task The_waits_grow_and_are_taken_from_the_given_clock()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Error(500, 2));
        var clock = new HastyClock(never: TimeSpan.FromSeconds(30));
        using var graph = new GraphOverWire(
            server.Address,
            options => options.RetryDelay = TimeSpan.FromSeconds(0.8),
            clock
        );
        await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().SystemUsers.MeAsync());
        Assert.Equal(3, clock.Waits.Count);
        Assert.All(clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        Assert.True(clock.Waits.Sum(wait => wait.TotalSeconds) > 0.8);
    }

    /// <summary>
    /// The runtime sends a request without content again by itself when a kept connection closes under it. For a
    /// change that would be a second change that nobody sees.
    /// </summary>
    [Theory]
    [InlineData("delete")]
    [InlineData("exchange")]
    [InlineData("create")]
    public async Task A_change_on_a_connection_that_closes_is_not_silently_sent_again(string change)
    {
        await using var server = new ScriptedServer(request =>
            request.Query.ContainsKey("input_token") ? WireAnswer.Ok("""{"data":{"is_valid":true}}""")
            : request.Path.EndsWith("/me", StringComparison.Ordinal) ? Me
            : WireAnswer.Ends(WireEnding.Closed)
        );
        using var graph = new GraphOverWire(server.Address);
        var session = graph.Open();
        var token = AccessToken.FromSecret("EAAother");
        await session.SystemUsers.MeAsync();
        await session.Tokens.DebugAsync(token);
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            change switch
            {
                "delete" => session.Tokens.RevokeAllAsync(GraphOverWire.User),
                "exchange" => session.Tokens.ExchangeAsync(token),
                _ => session.SystemUsers.CreateAsync(GraphOverWire.Business, "Reports", SystemUserRole.Employee),
            }
        );
        Assert.Equal(3, server.Requests.Count);
        var (last, earlier) = (server.Requests[2], server.Requests.Take(2));
        Assert.Contains(last.Connection, earlier.Select(request => request.Connection));
    }

    /// <summary>A clock whose timers ring at once, except for one length (the client's own time limit).</summary>
    private sealed class HastyClock(TimeSpan never) : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == never || dueTime == Timeout.InfiniteTimeSpan)
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
