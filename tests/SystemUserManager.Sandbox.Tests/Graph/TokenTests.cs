using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>Installing the app, generating and refreshing tokens, and what they may do.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task Installing_the_app_twice_is_success()
    {
        await using var graph = await StartAsync();
        var id = await graph.CreateSystemUserAsync();
        for (var n = 0; n < 2; n++)
            Assert.Equal(
                """{"success":true}""",
                (await graph.PostFormAsync($"{id}/applications", null, ("business_app", NorthwindApp))).Text
            );
    }

    [Theory]
    [InlineData(ContosoApp)]
    [InlineData("1")]
    public async Task Only_an_app_of_the_business_is_installed(string app)
    {
        await using var graph = await StartAsync();
        var id = await graph.CreateSystemUserAsync();
        (await graph.PostAsync($"{id}/applications", new { business_app = app })).Refused(
            403,
            200,
            "(#200) Provide valid app ID"
        );
    }

    [Fact]
    public async Task Another_system_user_may_install_but_not_one_without_business_management()
    {
        await using var graph = await StartAsync();
        var id = await graph.CreateSystemUserAsync();
        var body = new { business_app = NorthwindApp };
        Assert.Equal(
            200,
            (
                await graph.PostAsync($"{id}/applications", body, graph.TokenOf("Product feed import (production)"))
            ).Status
        );
        Assert.Equal(403, (await graph.PostAsync($"{id}/applications", body, graph.TokenOf("ads sync"))).Status);
    }

    [Fact]
    public async Task Generating_answers_a_token_and_nothing_else()
    {
        await using var graph = await StartAsync();
        var (id, _) = await graph.CreateWithTokenAsync("ads_read");
        var reply = await graph.PostFormAsync(
            $"{id}/access_tokens",
            null,
            ("business_app", NorthwindApp),
            ("scope", "ads_read,ads_management"),
            ("appsecret_proof", graph.ControlProof())
        );
        var only = Assert.Single(reply.Ok.AsObject());
        Assert.Equal("access_token", only.Key);
        Assert.Matches("^EAA[A-Za-z0-9]{150,}$", (string?)only.Value);
        Assert.Equal(0, (await graph.DebugAsync((string)only.Value!))["expires_at"]!.GetValue<long>());
    }

    [Fact]
    public async Task Each_generation_is_a_new_token_and_kills_none()
    {
        await using var graph = await StartAsync();
        var (id, first) = await graph.CreateWithTokenAsync("ads_read");
        var second = await graph.GenerateAsync(id, "ads_read");
        Assert.NotEqual(first, second);
        Assert.True((await graph.DebugAsync(first))["is_valid"]!.GetValue<bool>());
        Assert.True((await graph.DebugAsync(second))["is_valid"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Generating_always_needs_the_proof_of_the_caller_s_token()
    {
        await using var graph = await StartAsync();
        var (id, _) = await graph.CreateWithTokenAsync("ads_read");
        var without = await graph.PostAsync(
            $"{id}/access_tokens",
            new { business_app = NorthwindApp, scope = "ads_read" }
        );
        without.Refused(400, 100, "API calls from the server require an appsecret_proof argument");
        var wrong = await graph.PostAsync(
            $"{id}/access_tokens",
            new
            {
                business_app = NorthwindApp,
                scope = "ads_read",
                appsecret_proof = Proof("0123456789abcdef0123456789abcdef", graph.ControlToken),
            }
        );
        wrong.Refused(400, 100, "Invalid appsecret_proof provided in the API argument");
        Assert.Equal("GraphMethodException", (string?)wrong.Error["type"]);
    }

    [Fact]
    public async Task A_scope_that_is_not_in_the_list_is_refused()
    {
        await using var graph = await StartAsync();
        var (id, _) = await graph.CreateWithTokenAsync("ads_read");
        var body = new
        {
            business_app = NorthwindApp,
            scope = "ads_read,publish_actions",
            appsecret_proof = graph.ControlProof(),
        };
        (await graph.PostAsync($"{id}/access_tokens", body)).Refused(400, 100, "Invalid Scopes: publish_actions");
    }

    [Fact]
    public async Task The_app_is_installed_before_a_token_is_made()
    {
        await using var graph = await StartAsync();
        var id = await graph.CreateSystemUserAsync();
        var body = new
        {
            business_app = NorthwindApp,
            scope = "ads_read",
            appsecret_proof = graph.ControlProof(),
        };
        (await graph.PostAsync($"{id}/access_tokens", body)).Refused(400, 100, "Invalid parameter");
        await graph.SwitchAsync("notInstalledCode", 190);
        (await graph.PostAsync($"{id}/access_tokens", body)).Refused(
            400,
            190,
            $"Error validating access token: The user has not authorized application {NorthwindApp}.",
            458
        );
    }

    [Fact]
    public async Task A_business_that_must_use_expiring_tokens_refuses_others()
    {
        await using var graph = await StartAsync();
        var control = graph.TokenOf("System User Manager", Contoso);
        var proof = Proof(graph.SecretOf(ContosoApp), control);
        var id = (string)(await graph.PostAsync($"{Contoso}/system_users", new { name = "x" }, control)).Ok["id"]!;
        _ = (await graph.PostAsync($"{id}/applications", new { business_app = ContosoApp }, control)).Ok;
        object Body(bool expires) =>
            new
            {
                business_app = ContosoApp,
                scope = "ads_read",
                appsecret_proof = proof,
                set_token_expires_in_60_days = expires,
            };
        var refused = await graph.PostAsync($"{id}/access_tokens", Body(false), control);
        Assert.Equal((400, 100), (refused.Status, refused.Error["code"]!.GetValue<int>()));
        Assert.Equal(200, (await graph.PostAsync($"{id}/access_tokens", Body(true), control)).Status);
    }

    [Fact]
    public async Task Refreshing_gives_a_new_token_and_leaves_the_old_one_alive()
    {
        await using var graph = await StartAsync();
        var (_, old) = await graph.CreateWithTokenAsync("ads_read");
        await graph.ChangeAsync(new { @do = "advance", days = 50 });
        var reply = await graph.SendAsync(HttpMethod.Get, Exchange(graph, old), null, null);
        Assert.Equal(["access_token", "token_type", "expires_in"], reply.Ok.AsObject().Select(field => field.Key));
        Assert.Equal("bearer", (string?)reply.Ok["token_type"]);
        Assert.Equal(60 * 86400, reply.Ok["expires_in"]!.GetValue<int>());
        var fresh = await graph.DebugAsync((string)reply.Ok["access_token"]!);
        Assert.Equal(Start.AddDays(110).ToUnixTimeSeconds(), fresh["expires_at"]!.GetValue<long>());
        Assert.True((await graph.DebugAsync(old))["is_valid"]!.GetValue<bool>());
        await graph.ChangeAsync(new { @do = "advance", days = 11 });
        Assert.False((await graph.DebugAsync(old))["is_valid"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Refreshing_a_dead_token_or_with_a_wrong_secret_is_refused()
    {
        await using var graph = await StartAsync();
        var (id, token) = await graph.CreateWithTokenAsync("ads_read");
        (await graph.SendAsync(HttpMethod.Get, Exchange(graph, token, "wrong"), null, null)).Refused(
            400,
            101,
            "Error validating application. Cannot get application info due to a system error."
        );
        await graph.DeleteAsync($"{id}/access_tokens");
        (await graph.SendAsync(HttpMethod.Get, Exchange(graph, token), null, null)).Refused(
            400,
            190,
            RevokeTests.LoggedOut,
            467
        );
    }

    [Fact]
    public async Task Two_factor_stops_a_person_whose_session_has_not_passed_it()
    {
        await using var graph = await StartAsync();
        var id = graph.IdOf("test");
        await graph.ChangeAsync(
            new
            {
                @do = "setTwoFactor",
                business = Northwind,
                value = "all_required",
            }
        );
        graph.Host.State.Members.HumansOf(Northwind).ForEach(human => human.TwoFactorPassed = false);
        var person = graph.PersonToken();
        var reply = await graph.PostAsync(
            $"{id}/access_tokens",
            new
            {
                business_app = NorthwindApp,
                scope = "ads_read",
                appsecret_proof = Proof(graph.Secret, person),
            },
            person
        );
        var expected = JsonNode.Parse(
            """
            {"error":{"message":"Two factor authentication required. User have to enter a code from SMS or TOTP code generator to pass 2fac. This could happen when accessing a 2fac-protected asset like a page that is owned by a 2fac-protected business manager.","type":"OAuthException","code":415,"error_data":{"hash":"8874359819718335175"},"error_subcode":2859009,"is_transient":false,"error_user_title":"Two-factor authentication required","error_user_msg":"To continue working in your account, please refresh this page to authenticate. Or navigate to the business settings page and authenticate when prompted.","fbtrace_id":"AwfkZm6RouSgmnWYNFln2q1"}}
            """
        )!;
        var got = reply.Json;
        Assert.Matches("^A[A-Za-z0-9_-]{22}$", (string?)got["error"]!["fbtrace_id"]);
        got["error"]!["fbtrace_id"] = "AwfkZm6RouSgmnWYNFln2q1";
        Assert.Equal(expected.ToJsonString(), got.ToJsonString());
        await graph.ChangeAsync(
            new
            {
                @do = "setTwoFactor",
                business = Northwind,
                value = "none",
            }
        );
        Assert.Equal(200, (await graph.GetAsync("me", person)).Status);
    }

    [Fact]
    public async Task Permissions_are_listed_and_taken_away()
    {
        await using var graph = await StartAsync();
        var (id, token) = await graph.CreateWithTokenAsync("ads_read", "ads_management");
        Assert.Equal(
            """[{"permission":"ads_read","status":"granted"},{"permission":"ads_management","status":"granted"}]""",
            (await graph.GetAsync($"{id}/permissions")).Data.ToJsonString()
        );
        Assert.Equal("""{"success":true}""", (await graph.DeleteAsync($"{id}/permissions?permission=ads_read")).Text);
        Assert.Equal(["ads_management"], graph.Host.State.Tokens.Find(token)!.Scopes);
        _ = (await graph.DeleteAsync($"{id}/permissions")).Ok;
        (await graph.GetAsync("me", token)).Refused(
            400,
            190,
            $"Error validating access token: The user has not authorized application {NorthwindApp}.",
            458
        );
    }

    [Fact]
    public async Task A_client_s_token_needs_scopes_that_the_caller_has()
    {
        await using var graph = await StartAsync();
        object Body(string scope) =>
            new
            {
                scope,
                appsecret_proof = graph.ControlProof(),
                asset = new[] { AdAccount },
            };
        (await graph.PostAsync($"{Northwind}/system_user_access_tokens", Body("read_insights"))).Refused(
            400,
            3962,
            "Provided permission is not valid. Check your spelling and syntax."
        );
        var reply = await graph.PostAsync($"{Northwind}/system_user_access_tokens", Body("ads_management"));
        Assert.StartsWith("EAA", (string?)reply.Ok["access_token"]);
    }

    [Fact]
    public async Task On_behalf_of_a_client_a_system_user_and_its_token_are_made()
    {
        await using var graph = await StartAsync();
        var body = new
        {
            app_id = NorthwindApp,
            scope = "ads_read",
            system_user_name = "Fabrikam events",
        };
        var reply = await graph.PostAsync("1200000000000102/access_token", body);
        var token = graph.Host.State.Tokens.Find((string)reply.Ok["access_token"]!)!;
        Assert.Equal("1200000000000102", token.BusinessId);
    }

    private static string Exchange(GraphFixture graph, string token, string? secret = null) =>
        $"oauth/access_token?grant_type=fb_exchange_token&client_id={NorthwindApp}&client_secret={secret ?? graph.Secret}"
        + $"&set_token_expires_in_60_days=true&fb_exchange_token={token}";
}
