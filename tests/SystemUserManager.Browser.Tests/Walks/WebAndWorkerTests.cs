using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Data;
using SystemUserManager.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>
/// Pages and work as two processes on PostgreSQL: what the one writes down, the other does. The one with pages has no
/// way to Meta or the vault.
/// </summary>
public sealed class WebAndWorkerTests(Chromium chromium)
{
    private const string Name = "contoso media reporting";

    [Fact]
    public async Task What_the_pages_ask_for_the_worker_does()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres, empty: true);
        var postgres = new Dictionary<string, string>
        {
            ["Database__Provider"] = "Postgres",
            ["ConnectionStrings__Database"] = database.Options.ConnectionString,
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

        var anna = await Somebody.SitDownAsync(chromium, web.Url);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        await ConnectContosoAsync(anna);
        await CreateAsync(anna);
        await anna.OpenSystemUserAsync(Name);
        await anna.ChooseRevokeAsync("Revoke all tokens", "Only tried out");
        await anna.RevokeButton.ClickAsync();
        await anna.SeeDoneAsync();

        Assert.False(SandboxView.IsLive(Assert.Single(await worker.Meta.TokensOfAsync(Name))));
    }

    private static async Task ConnectContosoAsync(Somebody anna)
    {
        var page = anna.Page;
        await anna.OpenAsync("/Portfolios/Connect");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Connect Contoso Media" })).Not.ToBeVisibleAsync();
        await page.GetByLabel("Business ID").FillAsync("1200000000000002");
        await page.GetByLabel("App ID").FillAsync("1300000000000002");
        await page.GetByLabel("Control token secret name").FillAsync("contoso-control-token");
        await page.GetByLabel("App secret secret name").FillAsync("contoso-app-secret");
        await page.GetByLabel("Access tier").SelectOptionAsync("Limited");
        await page.GetByLabel("Mode").SelectOptionAsync("ObserveAndAct");
        await page.GetByLabel("Reason").FillAsync("The media team joins");
        await anna.PressAsync("Check and connect");
        await anna.SeeDoneAsync();
    }

    private static async Task CreateAsync(Somebody anna)
    {
        var page = anna.Page;
        await anna.OpenAsync("/SystemUsers/Create");
        await page.GetByLabel("Used by").FillAsync("Contoso BI");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Purpose" }).FillAsync("Weekly report");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        await page.Locator("input[name='Input.Scopes'][value=ads_read]").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("Weekly numbers for the media team");
        await anna.PressAsync("Create the system user");
        await anna.SeeDoneAsync();
    }
}
