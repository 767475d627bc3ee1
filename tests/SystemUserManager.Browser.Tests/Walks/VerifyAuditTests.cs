using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>The audit log in a real browser: its filters, what a row says was changed, its verification by the worker.</summary>
public sealed class VerifyAuditTests(Chromium chromium)
{
    [Fact]
    public async Task An_administrator_changes_a_mode_reads_what_changed_and_has_the_log_verified()
    {
        await using var app = await AppProcess.StartAsync(
            new()
            {
                ["Setup__AdministratorEmail"] = AppProcess.AdministratorEmail,
                ["Setup__AdministratorPassword"] = AppProcess.AdministratorPassword,
            }
        );
        var anna = await Somebody.SitDownAsync(chromium, app.Url);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        await anna.OpenAsync("/Portfolios/Connect");
        await anna.PressAsync("Connect Northwind Retail");
        await anna.SeeDoneAsync();
        await anna.OpenAsync("/Portfolios/1/Mode");
        await anna.Page.GetByLabel("Reason").FillAsync("Audit week");
        await anna.Page.Locator("main form button[type=submit]").Last.ClickAsync();
        await anna.SeeHeadingAsync("Northwind Retail");
        await Chromium.PhotographAsync(anna.Page, "audit-portfolio");

        await anna.OpenAsync("/Audit");
        await anna.Page.GetByText("More filters").ClickAsync();
        await anna.Page.GetByLabel("Action, in full").FillAsync("Change mode");
        await Expect(anna.Page.Locator("#results tbody tr")).ToHaveCountAsync(1);
        await anna.Page.Locator("#results summary").ClickAsync();
        await Expect(anna.Page.Locator("del")).ToHaveTextAsync("Observe and act");
        await Expect(anna.Page.Locator("ins")).ToHaveTextAsync("Observe only");
        await Chromium.PhotographAsync(anna.Page, "audit-row");

        await anna.OpenAsync("/Audit");
        await anna.PressAsync("Verify");
        await anna.SeeDoneAsync();
        await Expect(anna.Page.Locator("#operation > .note")).ToContainTextAsync("no gap, each as it was written");
        await Chromium.PhotographAsync(anna.Page, "audit-operation");
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "Open the audit log" }).ClickAsync();
        await anna.SeeHeadingAsync("Audit log");
        await Expect(anna.Page.Locator("main .note").First).ToContainTextAsync("no gap, each as it was written");
        await Chromium.PhotographAsync(anna.Page, "audit-verified");
    }
}
