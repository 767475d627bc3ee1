using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Browser.Tests.Secrecy;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>
/// The main job in a real browser, from an empty data folder, with the log at its lowest level: an administrator sets
/// up, connects and creates; an offboarder, on that portfolio alone, revokes. Then nothing secret is found anywhere.
/// </summary>
public sealed partial class MainJobTests(Chromium chromium)
{
    private const string Name = "northwind ads reporting";
    private const string OffboarderEmail = "otto@northwind.example";
    private const string HandedOver = "handed over on Monday 4";
    private const string OffboarderPassword = "ottos own long Passphrase 9";

    private static readonly (string Path, string Name)[] Reports =
    [
        ("/", "home"),
        ("/Portfolios", "portfolios"),
        ("/Portfolios/1", "portfolio"),
        ("/SystemUsers", "system-users"),
        ("/Grants", "grants"),
        ("/Operations", "operations"),
        ("/Audit", "audit"),
        ("/Settings/People", "people"),
        ("/Help", "help"),
    ];

    private readonly List<string> _html = [];

    // Also of what the pages ask for, on the browser's own thread.
    private readonly ConcurrentQueue<string> _urls = [];

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
        var anna = await SitDownAsync(app);
        await SetUpAsync(anna, app);
        await ConnectAsync(anna);
        var before = await app.Meta.SystemUsersAsync();
        await CreateAsync(anna);
        var secretName = await SeeItInMetaAndTheVaultAsync(app, before);
        await ReadTheReportsAsync(anna);
        await AddTheOffboarderAsync(anna);

        var otto = await SitDownAsync(app);
        await otto.SignInForTheFirstTimeAsync(OffboarderEmail, HandedOver, OffboarderPassword);
        await RevokeAsync(otto);
        await SeeItDeadAsync(app, secretName);
        await SweepAsync(app);
    }

    private async Task<Somebody> SitDownAsync(AppProcess app)
    {
        var somebody = await Somebody.SitDownAsync(chromium, app.Url);
        somebody.Page.Request += (_, request) => _urls.Enqueue(request.Url);
        return somebody;
    }

    private async Task SetUpAsync(Somebody anna, AppProcess app)
    {
        await anna.OpenAsync("/Setup");
        await anna.Page.GetByLabel("One-time code").FillAsync(FirstRunCode().Match(app.Output).Groups[1].Value);
        await anna.Page.GetByLabel("Your name").FillAsync("Anna Berg");
        await anna.Page.GetByLabel("Your e-mail").FillAsync(AppProcess.AdministratorEmail);
        await anna.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(AppProcess.AdministratorPassword);
        await anna.Page.GetByLabel("Password again").FillAsync(AppProcess.AdministratorPassword);
        await KeepAsync(anna, "setup");
        await Axe.SeeNothingWrongAsync(anna.Page);
        await anna.PressAsync("Create the first account");
        await anna.SeeHeadingAsync("Home");
        await KeepAsync(anna, "home-first");
        await Axe.SeeNothingWrongAsync(anna.Page);
    }

    private async Task ConnectAsync(Somebody anna)
    {
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "Connect a portfolio" }).First.ClickAsync();
        await anna.SeeHeadingAsync("Connect a portfolio");
        await KeepAsync(anna, "connect");
        await anna.PressAsync("Connect Northwind Retail");
        await anna.SeeDoneAsync();
        await KeepAsync(anna, "connected");
    }

    private async Task CreateAsync(Somebody anna)
    {
        var page = anna.Page;
        await anna.OpenAsync("/SystemUsers/Create");
        await page.GetByLabel("Used by").FillAsync("Northwind BI");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Purpose" }).FillAsync("Daily report of ad spend");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        var accounts = page.Locator(".picker-item[data-kind=AdAccount]").Filter(new() { HasText = "Northwind" });
        foreach (var account in (await accounts.AllAsync()).Take(2))
        {
            await account.Locator("input[name='Input.AssetIds']").CheckAsync();
            await account
                .Locator(".picker-tasks label")
                .Filter(new() { HasTextRegex = AnalyzeTask() })
                .Locator("input")
                .CheckAsync();
        }

        await page.Locator("input[name='Input.Scopes'][value=ads_read]").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("The BI team needs yesterday's spend");
        await anna.PressAsync("Check");
        await Expect(page.GetByText("Can't spend money")).ToBeVisibleAsync();
        await KeepAsync(anna, "create-checked");
        await anna.PressAsync("Create the system user");
        await anna.SeeOperationAsync();
        await KeepAsync(anna, "creating");
        await anna.SeeDoneAsync();
        await KeepAsync(anna, "created");
    }

    private static async Task<string> SeeItInMetaAndTheVaultAsync(AppProcess app, int before)
    {
        Assert.Equal(before + 1, await app.Meta.SystemUsersAsync());
        var token = Assert.Single(await app.Meta.TokensOfAsync(Name), SandboxView.IsLive);
        Assert.Equal(["ads_read"], token.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        var grants = await app.Meta.GrantsOfAsync(Name);
        Assert.Equal(2, grants.Count);
        Assert.All(grants, tasks => Assert.Contains("ANALYZE", tasks));

        var secrets = await app.Meta.SecretsHoldingAsync(token.GetProperty("sha256").GetString()!);
        var live = Assert.Single(secrets, s => !s.IsPending);
        Assert.Single(live.EnabledVersions, enabled => enabled);
        Assert.DoesNotContain(secrets, s => s.IsPending && s.EnabledVersions.Any(enabled => enabled));
        return live.Name;
    }

    private async Task ReadTheReportsAsync(Somebody anna)
    {
        foreach (var (path, name) in Reports)
        {
            await anna.OpenAsync(path);
            await Expect(anna.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await KeepAsync(anna, name);
        }
    }

    private async Task AddTheOffboarderAsync(Somebody anna)
    {
        await anna.OpenAsync("/Settings/People/Add");
        await anna.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Otto Lind");
        await anna.Page.Locator("input[name='Input.Email']").FillAsync(OffboarderEmail);
        await anna.Page.Locator("#role-Offboarder").CheckAsync();
        await anna.Page.Locator("#where-chosen").CheckAsync();
        await anna.Page.Locator("input[name='Input.Roles.PortfolioIds']").First.CheckAsync();
        await anna.Page.GetByLabel("One-time password", new() { Exact = true }).FillAsync(HandedOver);
        await anna.Page.GetByLabel("One-time password again").FillAsync(HandedOver);
        await KeepAsync(anna, "add-account");
        await anna.PressAsync("Add the account");
        await Expect(anna.Page.GetByText("Otto Lind").First).ToBeVisibleAsync();
    }

    private async Task RevokeAsync(Somebody otto)
    {
        await otto.OpenSystemUserAsync(Name);
        await KeepAsync(otto, "detail");
        await otto.ChooseRevokeAsync("Revoke token", "The report moved to another tool");
        await KeepAsync(otto, "revoke");
        await otto.RevokeButton.ClickAsync();
        await otto.SeeDoneAsync();
        await Expect(otto.Page.GetByText("Meta says that it is invalid").First).ToBeVisibleAsync();
        await KeepAsync(otto, "revoked");
        await otto.OpenSystemUserAsync(Name);
        await Expect(otto.Page.GetByText("How the integration reads its token")).Not.ToBeVisibleAsync();
        await KeepAsync(otto, "detail-revoked");
    }

    private static async Task SeeItDeadAsync(AppProcess app, string secretName)
    {
        Assert.DoesNotContain(await app.Meta.TokensOfAsync(Name), SandboxView.IsLive);
        var secrets = await app.Meta.SecretsNamedAsync(secretName);
        Assert.Equal(2, secrets.Count);
        Assert.All(secrets.SelectMany(s => s.EnabledVersions), Assert.False);
    }

    /// <summary>Database, logs at their lowest level, console, pages, URLs: no token, no app secret, no password.</summary>
    private async Task SweepAsync(AppProcess app)
    {
        var tokens = await app.Meta.EveryTokenAsync();
        Assert.True(tokens.Count > 5);
        var sweep = new SecretSweep([
            .. tokens.Select((t, i) => ($"{t.GetProperty("type")} {i}", t.GetProperty("value").GetString()!)),
            ("the administrator's password", AppProcess.AdministratorPassword),
            ("the password handed over", HandedOver),
            ("the offboarder's password", OffboarderPassword),
        ]);
        TokensInHeaders.See(await app.Meta.GraphLogAsync());
        // As it would be found after a crash: the database with its write-ahead log.
        await app.KillAsync();
        Assert.Empty(sweep.FindInFiles(app.Folder, Path.Combine(app.Folder, "sandbox")));
        Assert.Empty(sweep.Find(app.Output));
        Assert.Empty(sweep.Find(string.Join('\n', _html)));
        Assert.Empty(sweep.Find(string.Join('\n', _urls)));
        Assert.NotEmpty(sweep.FindInFiles(Path.Combine(app.Folder, "sandbox")));
    }

    private async Task KeepAsync(Somebody somebody, string name)
    {
        _html.Add(await somebody.Page.ContentAsync());
        _urls.Enqueue(somebody.Page.Url);
        await Chromium.PhotographAsync(somebody.Page, name);
    }

    [GeneratedRegex("enter ([A-Z0-9]{4}-[A-Z0-9]{4})")]
    private static partial Regex FirstRunCode();

    [GeneratedRegex(@"\bANALYZE$")]
    private static partial Regex AnalyzeTask();
}
