using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>Ending one token, or all of a system user.</summary>
public sealed class RevokeTests
{
    internal const string LoggedOut =
        "Error validating access token: The session is invalid because the user logged out.";

    [Fact]
    public async Task Revoking_ends_one_token_at_once_and_answers_a_text()
    {
        await using var graph = await StartAsync();
        var (id, first) = await graph.CreateWithTokenAsync("ads_read");
        var second = await graph.GenerateAsync(id, "ads_read");
        Assert.Equal("""{"success":"true"}""", (await graph.GetAsync(Revoke(graph, first))).Text);
        Assert.False((await graph.DebugAsync(first))["is_valid"]!.GetValue<bool>());
        Assert.True((await graph.DebugAsync(second))["is_valid"]!.GetValue<bool>());
        (await graph.GetAsync("me", first)).Refused(400, 190, LoggedOut, 467);
    }

    [Fact]
    public async Task Revoking_needs_one_app_in_all_four_places()
    {
        await using var graph = await StartAsync();
        var (_, token) = await graph.CreateWithTokenAsync("ads_read");
        var contoso = graph.TokenOf("System User Manager", Contoso);
        (await graph.GetAsync(Revoke(graph, token), contoso)).Refused(400, 100, "Invalid parameter");
        (await graph.GetAsync(Revoke(graph, contoso))).Refused(400, 100, "Invalid parameter");
        (await graph.GetAsync(Revoke(graph, token, "wrong"))).Refused(
            400,
            101,
            "Error validating application. Cannot get application info due to a system error."
        );
        Assert.True((await graph.DebugAsync(token))["is_valid"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Revoking_again_is_success_or_an_error_as_switched()
    {
        await using var graph = await StartAsync();
        var (_, token) = await graph.CreateWithTokenAsync("ads_read");
        for (var n = 0; n < 2; n++)
            Assert.Equal(200, (await graph.GetAsync(Revoke(graph, token))).Status);
        await graph.SwitchAsync("revokeOfDead", "error");
        (await graph.GetAsync(Revoke(graph, token))).Refused(400, 190, LoggedOut, 467);
    }

    [Fact]
    public async Task A_token_may_revoke_itself_unless_switched_off()
    {
        await using var graph = await StartAsync();
        var (id, token) = await graph.CreateWithTokenAsync("ads_read");
        await graph.SwitchAsync("revokeBySelf", false);
        (await graph.GetAsync(Revoke(graph, token), token)).Refused(400, 100, "Invalid parameter");
        await graph.SwitchAsync("revokeBySelf", true);
        Assert.Equal(200, (await graph.GetAsync(Revoke(graph, token), token)).Status);
        Assert.NotNull(id);
    }

    [Fact]
    public async Task Revoking_takes_a_form_only_when_switched_on()
    {
        await using var graph = await StartAsync();
        var (_, token) = await graph.CreateWithTokenAsync("ads_read");
        (string, string)[] form =
        [
            ("client_id", NorthwindApp),
            ("client_secret", graph.Secret),
            ("revoke_token", token),
        ];
        Assert.Equal(400, (await graph.PostFormAsync("oauth/revoke", null, form)).Status);
        await graph.SwitchAsync("tokenEndpointsAcceptPost", true);
        Assert.Equal(200, (await graph.PostFormAsync("oauth/revoke", null, form)).Status);
    }

    [Fact]
    public async Task Revoke_all_ends_every_token_and_new_ones_can_be_made()
    {
        await using var graph = await StartAsync();
        var (id, first) = await graph.CreateWithTokenAsync("ads_read");
        var second = await graph.GenerateAsync(id, "ads_management");
        for (var n = 0; n < 2; n++)
            Assert.Equal("true", (await graph.DeleteAsync($"{id}/access_tokens")).Text);
        foreach (var token in new[] { first, second })
            Assert.False((await graph.DebugAsync(token))["is_valid"]!.GetValue<bool>());
        Assert.True((await graph.DebugAsync(await graph.GenerateAsync(id, "ads_read")))["is_valid"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whether_revoke_all_reaches_other_apps_is_a_switch(bool reaches)
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("revokeAllReachesOtherApps", reaches);
        await graph.ChangeAsync(
            new
            {
                @do = "addApp",
                business = Northwind,
                name = "Second",
                id = "1300000000000009",
            }
        );
        await graph.ChangeAsync(
            new
            {
                @do = "makeToken",
                systemUser = "test",
                app = "1300000000000009",
            }
        );
        var other = graph.Host.State.Tokens.Find(graph.TokenOf("test"))!;
        _ = (await graph.DeleteAsync($"{graph.IdOf("test")}/access_tokens")).Ok;
        Assert.Equal(!reaches, graph.Host.State.Tokens.IsLive(other));
    }

    [Fact]
    public async Task A_token_can_stay_valid_for_a_while_after_it_was_revoked()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("tokenStaysValidAfterRevoke", 3_600_000);
        var (id, token) = await graph.CreateWithTokenAsync("ads_read");
        _ = (await graph.DeleteAsync($"{id}/access_tokens")).Ok;
        Assert.True((await graph.DebugAsync(token))["is_valid"]!.GetValue<bool>());
        await graph.ChangeAsync(new { @do = "advance", hours = 1 });
        Assert.False((await graph.DebugAsync(token))["is_valid"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("object", """{"success":true}""")]
    [InlineData("string", """{"success":"true"}""")]
    public async Task Success_has_the_shape_that_is_switched_on(string shape, string expected)
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("successShape", shape);
        var id = graph.IdOf("test");
        Assert.Equal(expected, (await graph.PostAsync($"{id}/applications", new { business_app = NorthwindApp })).Text);
        Assert.Equal(expected, (await graph.DeleteAsync($"{id}/access_tokens")).Text);
    }

    internal static string Revoke(GraphFixture graph, string token, string? secret = null) =>
        $"oauth/revoke?client_id={NorthwindApp}&client_secret={secret ?? graph.Secret}&revoke_token={token}";
}
