using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>What debug_token tells of a token.</summary>
public sealed class DebugTokenTests
{
    [Fact]
    public async Task Debugging_shows_what_a_system_user_s_token_is()
    {
        await using var graph = await StartAsync();
        var (id, token) = await graph.CreateWithTokenAsync(
            "whatsapp_business_management",
            "whatsapp_business_messaging"
        );
        var expires = Start.AddDays(60).ToUnixTimeSeconds();
        var expected = JsonNode.Parse(
            $$"""
            {"app_id":"{{NorthwindApp}}","type":"SYSTEM_USER","application":"Northwind Marketing Hub","data_access_expires_at":0,
             "expires_at":{{expires}},"is_valid":true,"issued_at":{{Start.ToUnixTimeSeconds()}},
             "scopes":["whatsapp_business_management","whatsapp_business_messaging"],
             "granular_scopes":[{"scope":"whatsapp_business_management"},{"scope":"whatsapp_business_messaging"}],"user_id":"{{id}}"}
            """
        )!;
        Assert.Equal(expected.ToJsonString(), (await graph.DebugAsync(token)).ToJsonString());
    }

    [Fact]
    public async Task Debugging_needs_the_app_or_its_developer()
    {
        await using var graph = await StartAsync();
        const string text =
            "(#100) You must provide an app access token or a user access token that is an owner or developer of the app";
        (await graph.GetAsync($"debug_token?input_token={graph.ControlToken}")).Refused(400, 100, text);
        Assert.Equal(
            200,
            (await graph.GetAsync($"debug_token?input_token={graph.ControlToken}", graph.PersonToken())).Status
        );
        (
            await graph.SendAsync(
                HttpMethod.Post,
                $"debug_token?input_token={graph.ControlToken}",
                null,
                graph.AppToken
            )
        ).Refused(
            400,
            100,
            "Unsupported post request. Object with ID 'debug_token' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
            33
        );
    }

    [Fact]
    public async Task Debugging_another_app_s_token_is_refused()
    {
        await using var graph = await StartAsync();
        var contoso = graph.TokenOf("System User Manager", Contoso);
        (await graph.GetAsync($"debug_token?input_token={contoso}", graph.AppToken)).Refused(
            400,
            100,
            "(#100) The App_id in the input_token did not match the Viewing App"
        );
    }

    [Theory]
    [InlineData("nonsense", "Invalid OAuth access token - Cannot parse access token")]
    [InlineData("EAAnonsense", "Malformed access token")]
    public async Task Debugging_what_is_no_token_answers_200_and_invalid(string input, string message)
    {
        await using var graph = await StartAsync();
        var data = await graph.DebugAsync(input);
        Assert.False(data["is_valid"]!.GetValue<bool>());
        Assert.Equal((190, message), (data["error"]!["code"]!.GetValue<int>(), (string?)data["error"]!["message"]));
        Assert.Empty(data["scopes"]!.AsArray());
    }

    [Fact]
    public async Task Debugging_a_dead_token_says_why()
    {
        await using var graph = await StartAsync();
        var (_, token) = await graph.CreateWithTokenAsync("ads_read");
        await graph.ChangeAsync(new { @do = "advance", days = 60 });
        var error = (await graph.DebugAsync(token))["error"]!;
        Assert.Equal((190, 463), (error["code"]!.GetValue<int>(), error["subcode"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("app_id", """ "1" """)]
    [InlineData("user_id", """ "2" """)]
    [InlineData("scopes", "[]")]
    [InlineData("is_valid", "false")]
    public async Task Debugging_can_be_made_to_lie(string field, string value)
    {
        await using var graph = await StartAsync();
        var lie = JsonNode.Parse(value);
        await graph.SwitchAsync("debugTokenOverride", new JsonObject { [field] = lie!.DeepClone() });
        Assert.Equal(lie.ToJsonString(), (await graph.DebugAsync(graph.ControlToken))[field]!.ToJsonString());
    }

    [Fact]
    public async Task A_person_s_and_a_Page_s_token_show_as_such()
    {
        await using var graph = await StartAsync();
        Assert.Equal("USER", (string?)(await graph.DebugAsync(graph.PersonToken()))["type"]);
        var made = await graph.ChangeAsync(
            new
            {
                @do = "makeToken",
                person = "Maria Jensen",
                page = Page,
            }
        );
        var data = await graph.DebugAsync((string)made.Ok["value"]!);
        Assert.Equal(("PAGE", Page), ((string?)data["type"], (string?)data["profile_id"]));
    }
}
