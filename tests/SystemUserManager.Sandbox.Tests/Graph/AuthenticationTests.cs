using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class AuthenticationTests
{
    [Fact]
    public async Task A_token_comes_in_the_header_the_query_or_the_body()
    {
        await using var graph = await StartAsync();
        Assert.Equal(200, (await graph.GetAsync("me")).Status);
        Assert.Equal(
            200,
            (await graph.SendAsync(HttpMethod.Get, $"me?access_token={graph.ControlToken}", null, null)).Status
        );
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("access_token", graph.ControlToken),
            KeyValuePair.Create("name", "by form"),
        ]);
        Assert.Equal(200, (await graph.SendAsync(HttpMethod.Post, $"{Northwind}/system_users", form, null)).Status);
        Assert.Equal(["header", "query", "body"], (await graph.LogAsync()).Select(line => (string?)line["token"]));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_answered()
    {
        await using var graph = await StartAsync();
        (await graph.SendAsync(HttpMethod.Get, $"{Northwind}/system_users", null, null)).Refused(
            400,
            104,
            "An access token is required to request this resource."
        );
        (await graph.SendAsync(HttpMethod.Get, "me", null, null)).Refused(
            400,
            2500,
            "An active access token must be used to query information about the current user."
        );
    }

    [Fact]
    public async Task What_cannot_be_parsed_is_401_with_a_challenge()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync("me", "nonsense");
        reply.Refused(401, 190, "Invalid OAuth access token - Cannot parse access token");
        Assert.Equal(
            "OAuth \"Facebook Platform\" \"invalid_token\" \"Invalid OAuth access token - Cannot parse access token\"",
            reply.Headers["WWW-Authenticate"]
        );
    }

    [Fact]
    public async Task A_token_of_the_right_form_that_nobody_made_is_malformed()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync("me", "EAA" + new string('x', 180))).Refused(400, 190, "Malformed access token");
    }

    [Fact]
    public async Task An_app_token_needs_the_right_secret()
    {
        await using var graph = await StartAsync();
        Assert.Equal(NorthwindApp, (string?)(await graph.GetAsync("me", graph.AppToken)).Ok["id"]);
        (await graph.GetAsync("me", $"{NorthwindApp}|wrong")).Refused(
            400,
            190,
            "Invalid OAuth access token signature."
        );
    }

    [Theory]
    [InlineData(
        460,
        "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons."
    )]
    [InlineData(
        459,
        "You cannot access the app till you log in to www.facebook.com and follow the instructions given."
    )]
    [InlineData(464, "Sessions for the user are not allowed because the user is not a confirmed user.")]
    [InlineData(467, "The session is invalid because the user logged out.")]
    [InlineData(492, "The user does not have a role on the Page.")]
    [InlineData(458, $"The user has not authorized application {NorthwindApp}.")]
    public async Task An_invalidated_token_says_why(int subcode, string reason)
    {
        await using var graph = await StartAsync();
        var token = graph.TokenOf("ads sync");
        await graph.ChangeAsync(
            new
            {
                @do = "invalidateToken",
                systemUser = "ads sync",
                subcode,
            }
        );
        (await graph.GetAsync("me", token)).Refused(400, 190, "Error validating access token: " + reason, subcode);
    }

    [Fact]
    public async Task An_expired_token_is_463()
    {
        await using var graph = await StartAsync();
        var token = graph.TokenOf("ads sync");
        await graph.ChangeAsync(new { @do = "expireToken", systemUser = "ads sync" });
        (await graph.GetAsync("me", token)).Refused(
            400,
            190,
            "Error validating access token: Session has expired on Tuesday, 24-Nov-26 10:00:00 UTC. The current time is Tuesday, 24-Nov-26 10:00:00 UTC.",
            463
        );
    }

    [Fact]
    public async Task An_uninstalled_app_is_458_until_it_is_installed_again()
    {
        await using var graph = await StartAsync();
        var token = graph.TokenOf("ads sync");
        await graph.ChangeAsync(new { @do = "uninstallApp", systemUser = "ads sync" });
        (await graph.GetAsync("me", token)).Refused(
            400,
            190,
            $"Error validating access token: The user has not authorized application {NorthwindApp}.",
            458
        );
        await graph.ChangeAsync(new { @do = "installApp", systemUser = "ads sync" });
        Assert.Equal(200, (await graph.GetAsync("me", token)).Status);
    }

    [Theory]
    [InlineData("", "03697d217c5af1d2b8459556c23ae3ebc41abc8194c9986d7c507b924b230bdc")]
    [InlineData("|1767225600", "d68ece2cbbd115fd012fe7f6508e5b2396aa4606eae4474bd4cd21c5fb47a6e6")]
    public void Proofs_are_the_published_ones(string time, string expected) =>
        Assert.Equal(expected, Proof("0123456789abcdef0123456789abcdef", "EAAexampletoken" + time));

    [Fact]
    public async Task A_proof_that_was_sent_is_checked()
    {
        await using var graph = await StartAsync();
        Assert.Equal(200, (await graph.GetAsync($"me?appsecret_proof={graph.ControlProof()}")).Status);
        (await graph.GetAsync("me?appsecret_proof=00")).Refused(
            400,
            100,
            "Invalid appsecret_proof provided in the API argument"
        );
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(-300, 200)]
    [InlineData(-301, 400)]
    [InlineData(301, 400)]
    public async Task A_timed_proof_lasts_five_minutes(int seconds, int status)
    {
        await using var graph = await StartAsync();
        var time = Start.AddSeconds(seconds).ToUnixTimeSeconds();
        var proof = Proof(graph.Secret, $"{graph.ControlToken}|{time}");
        Assert.Equal(status, (await graph.GetAsync($"me?appsecret_proof={proof}&appsecret_time={time}")).Status);
    }

    [Fact]
    public async Task An_app_that_requires_proofs_takes_no_call_without()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "requireProof",
                business = Northwind,
                value = true,
            }
        );
        (await graph.GetAsync("me")).Refused(400, 100, "API calls from the server require an appsecret_proof argument");
        Assert.Equal(200, (await graph.GetAsync($"me?appsecret_proof={graph.ControlProof()}")).Status);
    }

    [Theory]
    [InlineData("/v26.0/me", "v26.0")]
    [InlineData("/v25.0/me", "v25.0")]
    [InlineData("/v19.0/me", "v21.0")]
    [InlineData("/me", "v21.0")]
    public async Task An_expired_version_or_none_is_served_by_the_oldest_usable(string path, string version)
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync(path);
        Assert.Equal(200, reply.Status);
        Assert.Equal(version, reply.Headers["facebook-api-version"]);
    }

    [Fact]
    public async Task An_unknown_version_is_an_unknown_path()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync("/v99.0/me")).Refused(400, 2500, "Unknown path components: /me");
    }

    [Fact]
    public async Task Many_ids_at_once_are_gone()
    {
        await using var graph = await StartAsync();
        (await graph.GetAsync($"/v25.0/?ids={Northwind},{Contoso}")).Refused(
            500,
            100,
            "The ids query parameter is deprecated in v26.0+"
        );
    }

    [Fact]
    public async Task Answers_carry_Meta_s_headers_and_the_sandbox_s_time()
    {
        await using var graph = await StartAsync();
        var reply = await graph.GetAsync("me");
        Assert.Equal("application/json; charset=UTF-8", reply.Headers["Content-Type"]);
        Assert.Equal("*", reply.Headers["Access-Control-Allow-Origin"]);
        Assert.True(reply.Headers.ContainsKey("x-fb-trace-id"));
        Assert.Equal("Tue, 24 Nov 2026 10:00:00 GMT", reply.Headers["Date"]);
        await graph.ChangeAsync(new { @do = "advance", minutes = 15 });
        Assert.Equal("Tue, 24 Nov 2026 10:15:00 GMT", (await graph.GetAsync("me")).Headers["Date"]);
    }
}
