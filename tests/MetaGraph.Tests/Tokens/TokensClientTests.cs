using MetaGraph.Http;
using MetaGraph.Tests.Wire;
using MetaGraph.Tokens;

namespace MetaGraph.Tests.Tokens;

public sealed class TokensClientTests
{
    private static readonly AccessToken Input = AccessToken.FromSecret("EAAinput");

    [Theory]
    [InlineData(TokenLifetime.SixtyDays)]
    [InlineData(TokenLifetime.Never)]
    public async Task A_token_is_made_with_proof_scopes_and_lifetime(TokenLifetime lifetime)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"access_token":"EAAnew"}"""));
        using var graph = new GraphOverWire(server.Address);
        var token = await graph
            .Open()
            .Tokens.GenerateAsync(
                GraphOverWire.User,
                GraphOverWire.AppId,
                [new Scope("ads_read"), new Scope("business_management")],
                lifetime
            );
        Assert.Equal("EAAnew", token.Reveal());
        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v26.0/2002/access_tokens", request.Line);
        Assert.Equal("ads_read,business_management", request.Json.GetProperty("scope").GetString());
        Assert.Equal(GraphOverWire.AppId.Value, request.Json.GetProperty("business_app").GetString());
        Assert.True(request.Json.TryGetProperty("appsecret_proof", out _));
        Assert.Equal(
            lifetime == TokenLifetime.SixtyDays,
            request.Json.TryGetProperty("set_token_expires_in_60_days", out var flag) && flag.GetBoolean()
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":"with space"}""")]
    [InlineData("""{"access_token":{"value":"x"}}""")]
    public async Task An_answer_without_a_usable_token_means_that_a_live_one_may_exist(string answer)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(answer));
        using var graph = new GraphOverWire(server.Address);
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            graph.Open().Tokens.GenerateAsync(GraphOverWire.User, GraphOverWire.AppId, [], TokenLifetime.SixtyDays)
        );
    }

    [Fact]
    public async Task A_live_token_is_described_as_Meta_tells_it()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok(
                """{"data":{"app_id":"634974688087057","type":"SYSTEM_USER","application":"Lucky Shrub","data_access_expires_at":0,"expires_at":0,"is_valid":true,"issued_at":1712099387,"scopes":["ads_read","scope_of_2031"],"granular_scopes":[{"scope":"ads_read"},{"scope":"catalog_management","target_ids":[]},{"scope":"pages_show_list","target_ids":["1",2]}],"user_id":"104169029247128"}}"""
            )
        );
        using var graph = new GraphOverWire(server.Address);
        var info = await graph.Open(GraphAccess.ReadOnly).Tokens.DebugAsync(Input);
        Assert.True(info.IsValid);
        Assert.Equal(GraphOverWire.AppId, info.AppId);
        Assert.Equal("Lucky Shrub", info.Application);
        Assert.Equal(TokenType.SystemUser, info.Type);
        Assert.Equal("104169029247128", info.UserId?.Value);
        Assert.Equal(["ads_read", "scope_of_2031"], info.Scopes.Select(scope => scope.Value));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1712099387), info.IssuedAt);
        Assert.Null(info.ExpiresAt);
        Assert.Null(info.DataAccessExpiresAt);
        Assert.Null(info.GranularScopes[0].TargetIds);
        Assert.Empty(info.GranularScopes[1].TargetIds!);
        Assert.Equal(["1", "2"], info.GranularScopes[2].TargetIds!.Select(id => id.Value));
        Assert.Null(info.Error);
    }

    [Fact]
    public async Task A_dead_token_is_an_answer_with_its_reason()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok(
                """{"data":{"app_id":"1","is_valid":false,"scopes":[],"error":{"code":190,"message":"Error validating access token: EAAinput0000000000000000000","subcode":463}}}"""
            )
        );
        using var graph = new GraphOverWire(server.Address);
        var info = await graph.Open().Tokens.DebugAsync(Input);
        Assert.False(info.IsValid);
        Assert.Equal((190, 463), (info.Error!.Code, info.Error.Subcode));
        Assert.Equal("Error validating access token: ***", info.Error.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":{}}""")]
    public async Task An_answer_that_does_not_say_whether_the_token_lives_is_no_answer(string body)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(body));
        using var graph = new GraphOverWire(server.Address);
        await Assert.ThrowsAsync<MetaGraphException>(() => graph.Open().Tokens.DebugAsync(Input));
    }

    [Fact]
    public async Task A_token_is_inspected_as_its_app_in_the_query_alone()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"data":{"is_valid":true}}"""));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Tokens.DebugAsync(Input);
        var request = Assert.Single(server.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal("/v26.0/debug_token", request.Path);
        Assert.Equal("EAAinput", request.Query["input_token"]);
        Assert.Equal($"{GraphOverWire.AppId}|{GraphOverWire.SecretValue}", request.Query["access_token"]);
        Assert.Equal(2, request.Query.Count);
    }

    [Fact]
    public async Task A_token_is_revoked_by_the_sessions_app_and_token()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"success":"true"}"""));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Tokens.RevokeAsync(Input);
        var request = Assert.Single(server.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal("/v26.0/oauth/revoke", request.Path);
        Assert.Equal(GraphOverWire.AppId.Value, request.Query["client_id"]);
        Assert.Equal(GraphOverWire.SecretValue, request.Query["client_secret"]);
        Assert.Equal("EAAinput", request.Query["revoke_token"]);
        Assert.Equal(GraphOverWire.TokenValue, request.Query["access_token"]);
        Assert.Equal(64, request.Query["appsecret_proof"].Length);
    }

    [Theory]
    [InlineData(",\"expires_in\":5183944", 5183944)]
    [InlineData(",\"expires_in\":\"5183944\"", 5183944)]
    [InlineData(",\"expires_in\":0", null)]
    [InlineData("", null)]
    public async Task A_token_is_exchanged_for_a_new_one(string expires, int? seconds)
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok($$"""{"access_token":"EAAnew","token_type":"bearer"{{expires}}}""")
        );
        using var graph = new GraphOverWire(server.Address);
        var exchanged = await graph.Open().Tokens.ExchangeAsync(Input);
        Assert.Equal("EAAnew", exchanged.Token.Reveal());
        Assert.Equal(seconds, exchanged.ExpiresIn?.TotalSeconds);
        var query = Assert.Single(server.Requests).Query;
        Assert.Equal("fb_exchange_token", query["grant_type"]);
        Assert.Equal("EAAinput", query["fb_exchange_token"]);
        Assert.Equal("true", query["set_token_expires_in_60_days"]);
        Assert.False(query.ContainsKey("access_token"));
    }

    [Fact]
    public async Task Without_the_apps_secret_these_calls_are_not_sent()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("true"));
        using var graph = new GraphOverWire(server.Address);
        var tokens = graph.OpenWithoutSecret().Tokens;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await tokens.DebugAsync(Input));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await tokens.RevokeAsync(Input));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await tokens.ExchangeAsync(Input));
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await tokens.GenerateAsync(GraphOverWire.User, GraphOverWire.AppId, [], TokenLifetime.Never)
        );
        Assert.Empty(server.Requests);
    }
}
