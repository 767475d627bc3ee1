using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>
/// Pages and work as two processes on PostgreSQL: what the one writes down, the other does. The one with pages has no
/// way to Meta or the vault.
/// </summary>
public sealed partial class WebAndWorkerTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Name = "contoso media reporting";

    [Fact]
    public async Task What_the_pages_ask_for_the_worker_does()
    {
        var postgres = new Dictionary<string, string>
        {
            ["Database__Provider"] = "Postgres",
            ["ConnectionStrings__Database"] = TestPostgres.ConnectionString("postgres"),
        };
        await using var worker = await AppProcess.StartAsync(
            new(postgres) { ["Host__Role"] = "Worker", ["Sandbox__Enabled"] = "true" }
        );
        await using var web = await AppProcess.StartAsync(
            new(postgres)
            {
                ["Host__Role"] = "Web",
                ["Setup__AdministratorEmail"] = AppProcess.AdministratorEmail,
                ["Setup__AdministratorPassword"] = AppProcess.AdministratorPassword,
            }
        );
        using (var client = new HttpClient())
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync($"{worker.Url}/")).StatusCode);

        var page = await chromium.OpenAsync($"{web.Url}/Account/SignIn");
        await page.GetByLabel("E-mail").FillAsync(AppProcess.AdministratorEmail);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(AppProcess.AdministratorPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/Account/SignIn", StringComparison.Ordinal));

        await ConnectContosoAsync(page, web.Url);
        await CreateAsync(page, web.Url);
        await RevokeAsync(page, web.Url);

        var tokens = await worker.SandboxTokensAsync();
        var state = await worker.SandboxStateAsync();
        var made = state
            .GetProperty("systemUsers")
            .EnumerateArray()
            .Single(u => u.GetProperty("name").GetString() == Name);
        var ids = made.GetProperty("appScopedIds").EnumerateObject().Select(i => i.Value.GetString()).ToHashSet();
        var token = Assert.Single(tokens, t => ids.Contains(t.GetProperty("userId").GetString()));
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, token.GetProperty("revokedAt").ValueKind);
    }

    private static async Task ConnectContosoAsync(IPage page, string url)
    {
        await page.GotoAsync($"{url}/Portfolios/Connect");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Connect Contoso Media" })).Not.ToBeVisibleAsync();
        await page.GetByLabel("Business ID").FillAsync("1200000000000002");
        await page.GetByLabel("App ID").FillAsync("1300000000000002");
        await page.GetByLabel("Control token secret name").FillAsync("contoso-control-token");
        await page.GetByLabel("App secret secret name").FillAsync("contoso-app-secret");
        await page.GetByLabel("Access tier").SelectOptionAsync("Limited");
        await page.GetByLabel("Mode").SelectOptionAsync("ObserveAndAct");
        await page.GetByLabel("Reason").FillAsync("The media team joins");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true })
            .Or(page.Locator("main form.form button[type=submit]"))
            .First.ClickAsync();
        await SeeDoneAsync(page);
    }

    private static async Task CreateAsync(IPage page, string url)
    {
        await page.GotoAsync($"{url}/SystemUsers/Create");
        await page.GetByLabel("Used by").FillAsync("Contoso BI");
        await page.GetByLabel("Purpose").FillAsync("Weekly report");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        await page.Locator("input[name='Input.Scopes'][value=ads_read]").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("Weekly numbers for the media team");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the system user" }).ClickAsync();
        await SeeDoneAsync(page);
    }

    private static async Task RevokeAsync(IPage page, string url)
    {
        await page.GotoAsync($"{url}/SystemUsers");
        await page.GetByRole(AriaRole.Link, new() { Name = Name }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke all tokens" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("Only tried out");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = RevokeButton() }).ClickAsync();
        await SeeDoneAsync(page);
    }

    private static async Task SeeDoneAsync(IPage page)
    {
        await page.WaitForURLAsync(OperationUrl());
        await Expect(page.Locator(".page-lead .state").First).ToHaveTextAsync("Done", new() { Timeout = 120_000 });
    }

    [GeneratedRegex("/Operations/\\d+")]
    private static partial Regex OperationUrl();

    [GeneratedRegex("^Revoke")]
    private static partial Regex RevokeButton();
}
