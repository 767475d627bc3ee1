using System.Diagnostics;
using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.SystemUsers;
using MetaGraph.Tests.Wire;
using MetaGraph.Tokens;

namespace MetaGraph.Tests.Http;

public sealed class SecrecyTests
{
    private static readonly AccessToken Other = AccessToken.FromSecret("EAAother000000000000000000000000000000");

    [Fact]
    public async Task An_answer_that_repeats_the_secrets_does_not_bring_them_into_the_exception()
    {
        var body =
            $$$"""{"error":{"message":"bad {{{GraphOverWire.TokenValue}}} {{{GraphOverWire.SecretValue}}} {{{Other.Reveal()}}}","type":"{{{GraphOverWire.TokenValue}}}","error_user_title":"{{{Other.Reveal()}}}","error_user_msg":"{{{GraphOverWire.SecretValue}}}","code":100,"fbtrace_id":"{{{GraphOverWire.TokenValue}}}"}}""";
        await using var server = ScriptedServer.Answering(new WireAnswer(400, body));
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().Tokens.DebugAsync(Other));
        string?[] texts = [error.ToString(), error.Type, error.UserTitle, error.UserMessage, error.TraceId];
        foreach (var secret in new[] { GraphOverWire.TokenValue, GraphOverWire.SecretValue, Other.Reveal() })
            Assert.All(texts, text => Assert.DoesNotContain(secret, text));
        Assert.Equal("bad *** *** ***", error.VendorMessage);
    }

    [Fact]
    public async Task A_lost_answer_does_not_bring_the_address_with_the_secrets_into_the_exception()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ends(WireEnding.Cut));
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            graph.Open().Tokens.RevokeAsync(Other)
        );
        Assert.DoesNotContain("EAA", error.ToString());
        Assert.DoesNotContain(GraphOverWire.SecretValue, error.ToString());
    }

    [Fact]
    [Trait("Id", "E06")]
    public async Task No_request_line_holds_a_token_or_the_secret_but_those_of_the_three_endpoints()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Error(400, 100));
        using var graph = new GraphOverWire(server.Address);
        var session = graph.Open();
        foreach (var call in AllCalls(session))
            await Assert.ThrowsAnyAsync<MetaGraphException>(call);
        string[] exempt = ["/v26.0/debug_token", "/v26.0/oauth/revoke", "/v26.0/oauth/access_token"];
        Assert.Equal(3, server.Requests.Count(request => exempt.Contains(request.Path)));
        Assert.All(
            server.Requests.Where(request => !exempt.Contains(request.Path)),
            request =>
            {
                Assert.DoesNotContain("EAA", request.Target);
                Assert.DoesNotContain("access_token=", request.Target);
                Assert.DoesNotContain(GraphOverWire.SecretValue, request.Target);
                Assert.DoesNotContain(GraphOverWire.SecretValue, request.Body);
                Assert.Equal($"Bearer {GraphOverWire.TokenValue}", request.Headers["Authorization"]);
            }
        );
        Assert.All(
            server.Requests.Where(request => exempt.Contains(request.Path)),
            request => Assert.False(request.Headers.ContainsKey("Authorization"))
        );
    }

    [Fact]
    public async Task Where_only_reading_is_allowed_no_changing_call_is_sent()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("{}"));
        using var graph = new GraphOverWire(server.Address);
        var session = graph.Open(GraphAccess.ReadOnly);
        foreach (var change in ChangingCalls(session))
            await Assert.ThrowsAsync<GraphReadOnlyException>(change);
        Assert.Empty(server.Requests);
        Assert.Equal(0, session.Requests);
    }

    [Fact]
    public async Task The_requests_of_the_three_endpoints_leave_no_trace_in_diagnostics()
    {
        var seen = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("System.Net.Http", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (seen)
                    seen.Add(string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Value}")));
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"id":"1","data":{"is_valid":true}}"""));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Tokens.DebugAsync(Other);
        Assert.Empty(OfThisServer());
        await graph.Open().SystemUsers.MeAsync();
        Assert.Single(OfThisServer());

        List<string> OfThisServer()
        {
            // Other tests' requests are seen too.
            lock (seen)
                return [.. seen.Where(tags => tags.Contains($":{server.Address.Port}/", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public async Task No_trace_header_goes_to_Meta()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"id":"1"}"""));
        using var graph = new GraphOverWire(server.Address);
        using var activity = new Activity("a page request").SetIdFormat(ActivityIdFormat.W3C).Start();
        await graph.Open().SystemUsers.MeAsync();
        var headers = Assert.Single(server.Requests).Headers;
        Assert.False(headers.ContainsKey("traceparent"));
        Assert.False(headers.ContainsKey("Request-Id"));
    }

    private static IEnumerable<Func<Task>> AllCalls(MetaGraphSession session) =>
        [
            .. ChangingCalls(session),
            () => session.Tokens.DebugAsync(Other),
            () => session.SystemUsers.MeAsync(),
            () => session.SystemUsers.ListAsync(GraphOverWire.Business).ToListAsync().AsTask(),
            () => session.SystemUsers.ReadGrantsAsync(GraphOverWire.User),
            () => session.Businesses.GetAsync(GraphOverWire.Business),
        ];

    private static IReadOnlyList<Func<Task>> ChangingCalls(MetaGraphSession session)
    {
        var (business, user) = (GraphOverWire.Business, GraphOverWire.User);
        Assignment assignment = new(new GraphId("act_1"), business, user, []);
        return
        [
            () => session.Businesses.RemoveAgencyAsync(business, user),
            () => session.Businesses.RemoveClientAsync(business, user),
            () => session.SystemUsers.CreateAsync(business, "Reports", SystemUserRole.Employee),
            () => session.SystemUsers.RenameAsync(business, user, "Reports"),
            () => session.SystemUsers.InstallAppAsync(user, GraphOverWire.AppId),
            () => session.Assets.AssignAsync(assignment),
            () => session.Assets.UnassignAsync(assignment.AssetId, business, user),
            async () =>
            {
                var results = await session.Assets.AssignManyAsync([assignment]);
                throw ((BatchResult.Failed)results[0]).Error;
            },
            () =>
                session.Tokens.GenerateAsync(
                    user,
                    GraphOverWire.AppId,
                    [new Scope("ads_read")],
                    TokenLifetime.SixtyDays
                ),
            () => session.Tokens.RevokeAllAsync(user),
            () => session.Tokens.RevokeAsync(Other),
            () => session.Tokens.ExchangeAsync(Other),
        ];
    }
}
