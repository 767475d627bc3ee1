using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Graph;

public sealed class LimitTests
{
    [Fact]
    public async Task Calls_above_the_hourly_limit_are_4_without_the_header_that_would_have_told()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("callsPerHour", 4);
        Assert.False((await graph.GetAsync("me")).Headers.ContainsKey("X-App-Usage"));
        Assert.Equal(
            """{"call_count":50,"total_time":50,"total_cputime":50}""",
            (await graph.GetAsync("me")).Headers["X-App-Usage"]
        );
        await graph.GetAsync("me");
        Assert.Contains("\"call_count\":100", (await graph.GetAsync("me")).Headers["X-App-Usage"]);
        var refused = await graph.GetAsync("me");
        refused.Refused(400, 4, "(#4) Application request limit reached");
        Assert.True((bool)refused.Error["is_transient"]!);
        Assert.False(refused.Headers.ContainsKey("X-App-Usage"));
        Assert.False(refused.Headers.ContainsKey("Retry-After"));
        await graph.ChangeAsync(new { @do = "advance", hours = 1 });
        Assert.Equal(200, (await graph.GetAsync("me")).Status);
    }

    [Fact]
    public async Task Each_operation_of_a_batch_counts()
    {
        await using var graph = await StartAsync();
        await graph.SwitchAsync("callsPerHour", 3);
        var item = new { method = "GET", relative_url = "me" };
        var reply = await graph.PostAsync("/v26.0/", new { batch = new[] { item, item, item, item } });
        Assert.Equal([200, 200, 200, 400], reply.Ok.AsArray().Select(answer => (int)answer!["code"]!));
    }

    [Fact]
    public async Task Usage_headers_are_whatever_the_switch_says()
    {
        await using var graph = await StartAsync();
        var business =
            $$"""{"{{Northwind}}":[{"type":"ads_management","call_count":96,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":0,"ads_api_access_tier":"development_access"}]}""";
        const string account =
            """{"acc_id_util_pct":9.67,"reset_time_duration":100,"ads_api_access_tier":"standard_access"}""";
        await graph.SwitchAsync(
            "usageHeaders",
            new Dictionary<string, string>
            {
                ["X-Business-Use-Case-Usage"] = business,
                ["X-Ad-Account-Usage"] = account,
            }
        );
        var reply = await graph.GetAsync("me");
        Assert.Equal(business, reply.Headers["X-Business-Use-Case-Usage"]);
        Assert.Equal(account, reply.Headers["X-Ad-Account-Usage"]);
        Assert.Equal(business, (await graph.GetAsync("nonsense")).Headers["X-Business-Use-Case-Usage"]);
        await graph.SwitchAsync("usageHeaders", null);
        Assert.False((await graph.GetAsync("me")).Headers.ContainsKey("X-Business-Use-Case-Usage"));
    }

    /// <summary>Codes that only Meta's own inside can give: injected.</summary>
    [Theory]
    [InlineData(500, 1, null, "An unknown error occurred", true)]
    [InlineData(500, 2, null, "Service temporarily unavailable", true)]
    [InlineData(400, 3, null, "(#3) Injected fault", false)]
    [InlineData(400, 4, null, "(#4) Application request limit reached", true)]
    [InlineData(400, 17, 2446079, "(#17) User request limit reached", true)]
    [InlineData(400, 32, null, "(#32) Page request limit reached", true)]
    [InlineData(400, 102, null, "(#102) Injected fault", false)]
    [InlineData(400, 341, null, "(#341) Application limit reached", true)]
    [InlineData(400, 368, null, "(#368) Injected fault", false)]
    [InlineData(400, 613, 1996, "(#613) Calls to this api have exceeded the rate limit.", true)]
    [InlineData(400, 3979, null, "(#3979) Injected fault", false)]
    [InlineData(400, 3980, null, "(#3980) Injected fault", false)]
    [InlineData(400, 3919, null, "There was an unexpected technical issue. Please try again.", false)]
    public Task Any_code_can_be_injected(int status, int code, int? subcode, string message, bool isTransient) =>
        AssertInjectedAsync(status, code, subcode, message, isTransient);

    /// <summary>The limit of each business use case has a code of its own, and one text.</summary>
    [Theory]
    [InlineData(80000, 2446079)]
    [InlineData(80001, null)]
    [InlineData(80002, null)]
    [InlineData(80003, 2446079)]
    [InlineData(80004, 2446079)]
    [InlineData(80005, null)]
    [InlineData(80006, null)]
    [InlineData(80008, null)]
    [InlineData(80009, null)]
    [InlineData(80014, null)]
    public Task The_limit_of_each_business_use_case_can_be_injected(int code, int? subcode) =>
        AssertInjectedAsync(
            400,
            code,
            subcode,
            $"(#{code}) There have been too many calls to this account. Wait a bit and try again.",
            isTransient: true
        );

    private static async Task AssertInjectedAsync(int status, int code, int? subcode, string message, bool isTransient)
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path = "/me",
                mode = "before",
                status,
                code,
                subcode,
                times = 1,
                headers = new Dictionary<string, string> { ["X-App-Usage"] = """{"call_count":28}""" },
            }
        );
        var reply = await graph.GetAsync("me");
        reply.Refused(status, code, message, subcode);
        Assert.Equal(isTransient, (bool)reply.Error["is_transient"]!);
        Assert.Equal("OAuthException", (string?)reply.Error["type"]);
        Assert.Equal(
            new[] { "message", "type", "code", "error_subcode", "is_transient", "fbtrace_id" }.Where(name =>
                subcode is not null || name != "error_subcode"
            ),
            reply.Error.AsObject().Select(field => field.Key)
        );
        Assert.Equal("""{"call_count":28}""", reply.Headers["X-App-Usage"]);
        Assert.Equal(200, (await graph.GetAsync("me")).Status);
    }

    [Theory]
    [InlineData(10, 2859030, "Application does not have permission for this action")]
    [InlineData(10, 3858749, "(#10) page advertising boundary")]
    [InlineData(200, 458, "API access blocked.")]
    [InlineData(273, null, "(#273) This Ads API call requires the user to be admin of the ad account.")]
    [InlineData(452, null, "Session key invalid")]
    [InlineData(803, null, "(#803) Some of the aliases you requested do not exist")]
    public async Task Any_text_can_be_injected(int code, int? subcode, string message)
    {
        await using var graph = await StartAsync();
        await graph.FaultAsync(
            new
            {
                server = "graph",
                path = "/me",
                mode = "before",
                status = 403,
                code,
                subcode,
                message,
            }
        );
        (await graph.GetAsync("me")).Refused(403, code, message, subcode);
    }
}
