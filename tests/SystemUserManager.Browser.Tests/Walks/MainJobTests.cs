using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Browser.Tests.Secrecy;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>
/// The main job in a real browser, from an empty data folder, with the log at its lowest level: set up, connect, create,
/// revoke; and then nothing secret is found anywhere.
/// </summary>
public sealed partial class MainJobTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Name = "northwind ads reporting";
    private readonly List<string> _html = [];
    private readonly List<string> _urls = [];

    [Fact]
    [Trait("Id", "E01")]
    [Trait("Id", "E02")]
    [Trait("Id", "E06")]
    public async Task An_administrator_sets_up_connects_creates_and_an_offboarder_gets_proof()
    {
        await using var app = await AppProcess.StartAsync(
            new()
            {
                ["Logging__LogLevel__Default"] = "Trace",
                ["Logging__LogLevel__Microsoft"] = "Trace",
                ["Logging__LogLevel__Quartz"] = "Trace",
                ["Logging__LogLevel__System.Net.Http"] = "Trace",
            }
        );
        var page = await chromium.OpenAsync(app.Url);
        page.Request += (_, request) => _urls.Add(request.Url);
        page.SetDefaultTimeout(90_000);

        try
        {
            await SetUpAsync(page, app);
            await ConnectAsync(page);
            var before = await app.SandboxStateAsync();
            await CreateAsync(page);
            var secretName = await SeeItInMetaAndTheVaultAsync(app, before);
            await ReadTheReportsAsync(page);
            await RevokeAsync(page);
            await SeeItDeadAsync(app, secretName);
            await SweepAsync(app);
        }
        catch (Exception) when (Tell(page, app))
        {
            throw;
        }
    }

    /// <summary>Where the walk stopped, for whoever reads the failure: the page's words and the app's last lines.</summary>
    private static bool Tell(IPage page, AppProcess app)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(page.Url);
        TestContext.Current.TestOutputHelper?.WriteLine(
            page.InnerTextAsync("body").WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult()
        );
        TestContext.Current.TestOutputHelper?.WriteLine(app.Output.Length > 6000 ? app.Output[^6000..] : app.Output);
        return false;
    }

    private async Task SetUpAsync(IPage page, AppProcess app)
    {
        var code = FirstRunCode().Match(app.Output).Groups[1].Value;
        await page.GotoAsync($"{app.Url}/Setup");
        await page.GetByLabel("One-time code").FillAsync(code);
        await page.GetByLabel("Your name").FillAsync("Anna Berg");
        await page.GetByLabel("Your e-mail").FillAsync(AppProcess.AdministratorEmail);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(AppProcess.AdministratorPassword);
        await page.GetByLabel("Password again").FillAsync(AppProcess.AdministratorPassword);
        await KeepAsync(page, "setup");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the first account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await KeepAsync(page, "home-first");
    }

    private async Task ConnectAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Connect a portfolio" }).First.ClickAsync();
        await KeepAsync(page, "connect");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect Northwind Retail" }).ClickAsync();
        await SeeDoneAsync(page);
        await KeepAsync(page, "connected");
    }

    private async Task CreateAsync(IPage page)
    {
        await page.GotoAsync(new Uri(new Uri(page.Url), "/SystemUsers/Create").ToString());
        await page.GetByLabel("Used by").FillAsync("Northwind BI");
        await page.GetByLabel("Purpose").FillAsync("Daily report of ad spend");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        foreach (
            var row in await page.Locator(".picker-item[data-kind=AdAccount]")
                .Filter(new() { HasText = "Northwind" })
                .AllAsync()
        )
        {
            await row.Locator("input[name='Input.AssetIds']").CheckAsync();
            await row.Locator(".picker-tasks label")
                .Filter(new() { HasTextRegex = AnalyzeTask() })
                .Locator("input")
                .CheckAsync();
            if (await page.Locator("input[name='Input.AssetIds']:checked").CountAsync() == 2)
                break;
        }

        await page.Locator("input[name='Input.Scopes'][value=ads_read]").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("The BI team needs yesterday's spend");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).Last.ClickAsync();
        await KeepAsync(page, "create-checked");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = CreateButton() }).Last.ClickAsync();
        await page.WaitForURLAsync(OperationUrl());
        await KeepAsync(page, "creating");
        await SeeDoneAsync(page);
        await KeepAsync(page, "created");
    }

    private static async Task<string> SeeItInMetaAndTheVaultAsync(AppProcess app, JsonElement before)
    {
        var tokens = await app.SandboxTokensAsync();
        var state = await app.SandboxStateAsync();
        var made = Assert.Single(
            state.GetProperty("systemUsers").EnumerateArray(),
            u => u.GetProperty("name").GetString() == Name
        );
        Assert.Equal(
            before.GetProperty("systemUsers").GetArrayLength() + 1,
            state.GetProperty("systemUsers").GetArrayLength()
        );
        var ids = made.EnumerateObject().SelectMany(Texts).ToHashSet();
        var live = Assert.Single(tokens, t => ids.Contains(t.GetProperty("userId").ToString()) && IsLive(t));
        Assert.Equal(["ads_read"], live.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        var grants = state
            .GetProperty("grants")
            .EnumerateArray()
            .Where(g => ids.Contains(g.GetProperty("memberId").ToString()))
            .ToList();
        Assert.Equal(2, grants.Count);
        Assert.All(
            grants,
            g => Assert.Contains("ANALYZE", g.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()))
        );

        var secret = Assert.Single(
            LiveSecrets(state, live),
            s => !s.Name.EndsWith("-pending", StringComparison.Ordinal)
        );
        Assert.Single(secret.EnabledVersions);
        Assert.DoesNotContain(
            LiveSecrets(state, live),
            s => s.Name.EndsWith("-pending", StringComparison.Ordinal) && s.EnabledVersions.Count > 0
        );
        return secret.Name;
    }

    private async Task ReadTheReportsAsync(IPage page)
    {
        foreach (
            var (path, name) in new[]
            {
                ("/", "home"),
                ("/Portfolios", "portfolios"),
                ("/Portfolios/1", "portfolio"),
                ("/SystemUsers", "system-users"),
                ("/Grants", "grants"),
                ("/Operations", "operations"),
                ("/Audit", "audit"),
                ("/Settings/People", "people"),
                ("/Help", "help"),
            }
        )
        {
            await page.GotoAsync(new Uri(new Uri(page.Url), path).ToString());
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await KeepAsync(page, name);
        }
    }

    private async Task RevokeAsync(IPage page)
    {
        await page.GotoAsync(new Uri(new Uri(page.Url), "/SystemUsers").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = Name }).ClickAsync();
        await KeepAsync(page, "detail");
        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke token" }).First.ClickAsync();
        await page.GetByLabel("Reason").FillAsync("The report moved to another tool");
        await KeepAsync(page, "revoke");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = RevokeButton() }).ClickAsync();
        await page.WaitForURLAsync(OperationUrl());
        await SeeDoneAsync(page);
        await Expect(page.GetByText("Meta says that it is invalid").First).ToBeVisibleAsync();
        await KeepAsync(page, "revoked");
    }

    private static async Task SeeItDeadAsync(AppProcess app, string secretName)
    {
        var state = await app.SandboxStateAsync();
        var made = state
            .GetProperty("systemUsers")
            .EnumerateArray()
            .Single(u => u.GetProperty("name").GetString() == Name);
        var ids = made.EnumerateObject().SelectMany(Texts).ToHashSet();
        Assert.DoesNotContain(
            await app.SandboxTokensAsync(),
            t => ids.Contains(t.GetProperty("userId").ToString()) && IsLive(t)
        );
        var secrets = state
            .GetProperty("vault")
            .GetProperty("secrets")
            .EnumerateArray()
            .Where(s => s.GetProperty("name").GetString()!.StartsWith(secretName, StringComparison.Ordinal))
            .ToList();
        Assert.Equal(2, secrets.Count);
        Assert.All(
            secrets.SelectMany(s => s.GetProperty("versions").EnumerateArray()),
            v => Assert.False(v.GetProperty("enabled").GetBoolean())
        );
    }

    /// <summary>Database, logs at their lowest level, console, pages, URLs: no token, no app secret, no password.</summary>
    private async Task SweepAsync(AppProcess app)
    {
        var secrets = (await app.SandboxTokensAsync())
            .Select((t, i) => ($"{t.GetProperty("type").GetString()} {i}", t.GetProperty("value").GetString()!))
            .Append(("password", AppProcess.AdministratorPassword))
            .ToList();
        Assert.True(secrets.Count > 5);
        var sweep = new SecretSweep(secrets);
        await SeeThatTokensTravelInHeadersAsync(app);
        // As it would be found after a crash: the database with its write-ahead log.
        await app.KillAsync();
        Assert.Empty(sweep.FindInFiles(app.Folder, Path.Combine(app.Folder, "sandbox")));
        Assert.Empty(sweep.Find(app.Output));
        Assert.Empty(sweep.Find(string.Join('\n', _html)));
        Assert.Empty(sweep.Find(string.Join('\n', _urls)));
        Assert.NotEmpty(sweep.FindInFiles(Path.Combine(app.Folder, "sandbox")));
    }

    /// <summary>What Meta saw: a token in the query only where Meta takes it nowhere else.</summary>
    private static async Task SeeThatTokensTravelInHeadersAsync(AppProcess app)
    {
        var log = JsonSerializer.Deserialize<JsonElement>(await app.Sandbox.GetStringAsync("_sandbox/log?after=0"));
        var lines = (log.ValueKind == JsonValueKind.Array ? log : log.GetProperty("lines"))
            .EnumerateArray()
            .Where(l => l.GetProperty("server").GetString() == "graph")
            .ToList();
        Assert.NotEmpty(lines);
        var inQuery = lines.Where(l => l.GetProperty("token").GetString() is "query" or "body");
        Assert.All(
            inQuery.Select(l => l.GetProperty("path").GetString()!),
            path =>
                Assert.True(
                    path.EndsWith("/debug_token", StringComparison.Ordinal)
                        || path.Contains("/oauth/", StringComparison.Ordinal),
                    path
                )
        );
        var parameters = lines.SelectMany(l =>
            l.GetProperty("query")
                .EnumerateArray()
                .Select(q => (Path: l.GetProperty("path").GetString()!, Name: q.GetString()!))
        );
        Assert.All(
            parameters.Where(q =>
                q.Name is "access_token" or "client_secret" or "input_token" or "revoke_token" or "fb_exchange_token"
            ),
            q =>
                Assert.True(
                    q.Path.EndsWith("/debug_token", StringComparison.Ordinal)
                        || q.Path.Contains("/oauth/", StringComparison.Ordinal),
                    q.Path
                )
        );
    }

    private async Task KeepAsync(IPage page, string name)
    {
        _html.Add(await page.ContentAsync());
        _urls.Add(page.Url);
        await Chromium.PhotographAsync(page, name);
    }

    private static async Task SeeDoneAsync(IPage page)
    {
        var state = page.Locator(".page-lead .state, .page-lead [class*=state]").First;
        await Expect(state).ToHaveTextAsync(SettledState(), new() { Timeout = 90_000 });
        await Expect(state).ToHaveTextAsync(DoneState());
    }

    private static bool IsLive(JsonElement token) => token.GetProperty("revokedAt").ValueKind == JsonValueKind.Null;

    private static IEnumerable<string> Texts(JsonProperty property) =>
        property.Value.ValueKind switch
        {
            JsonValueKind.Object => property.Value.EnumerateObject().SelectMany(Texts),
            JsonValueKind.String => [property.Value.GetString()!],
            _ => [],
        };

    private static List<(string Name, List<string> EnabledVersions)> LiveSecrets(JsonElement state, JsonElement token)
    {
        var sha256 = token.GetProperty("sha256").GetString();
        return
        [
            .. state
                .GetProperty("vault")
                .GetProperty("secrets")
                .EnumerateArray()
                .Where(s =>
                    s.GetProperty("versions")
                        .EnumerateArray()
                        .Any(v => v.GetProperty("valueSha256").GetString() == sha256)
                )
                .Select(s =>
                    (
                        s.GetProperty("name").GetString()!,
                        s.GetProperty("versions")
                            .EnumerateArray()
                            .Where(v => v.GetProperty("enabled").GetBoolean())
                            .Select(v => v.GetProperty("version").GetString()!)
                            .ToList()
                    )
                ),
        ];
    }

    [GeneratedRegex("enter ([A-Z0-9]{4}-[A-Z0-9]{4})")]
    private static partial Regex FirstRunCode();

    [GeneratedRegex(@"\bANALYZE$")]
    private static partial Regex AnalyzeTask();

    [GeneratedRegex("^Create")]
    private static partial Regex CreateButton();

    [GeneratedRegex("^Revoke")]
    private static partial Regex RevokeButton();

    [GeneratedRegex("/Operations/\\d+")]
    private static partial Regex OperationUrl();

    [GeneratedRegex("Done|Failed|attention|Ended", RegexOptions.IgnoreCase)]
    private static partial Regex SettledState();

    [GeneratedRegex("Done", RegexOptions.IgnoreCase)]
    private static partial Regex DoneState();
}
