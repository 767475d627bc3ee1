using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Tests.Shared.OpenIdConnect;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>Signing in through an OpenID Connect provider on loopback, in a real browser with its own rules for cookies and forms.</summary>
public sealed class IdentityProviderTests(Chromium chromium)
{
    [Fact]
    public async Task Somebody_of_the_group_signs_in_and_proves_a_form_that_waits()
    {
        await using var oidc = await OidcServer.StartAsync(
            new KnownPerson("s-ada", "Ada Lovelace", "ada@example.com", true, "admins")
        );
        await using var app = await AppProcess.StartAsync(
            new()
            {
                ["OpenIdConnect__Authority"] = oidc.Authority,
                ["OpenIdConnect__ClientId"] = OidcServer.ClientId,
                ["OpenIdConnect__ClientSecret"] = OidcServer.ClientSecret,
                ["OpenIdConnect__Roles__Administrator"] = "admins",
                ["OpenIdConnect__Name"] = "Example ID",
                ["SignIn__RequireSecondFactor"] = "true",
                ["SignIn__FreshFor"] = "00:00:30",
                ["Setup__AdministratorEmail"] = AppProcess.AdministratorEmail,
                ["Setup__AdministratorPassword"] = AppProcess.AdministratorPassword,
            }
        );
        var ada = await Somebody.SitDownAsync(chromium, app.Url);
        await Axe.BringAsync(ada.Page.Context);
        await ada.OpenAsync("/Account/SignInProvider?handler=Failed");
        await Expect(ada.Page.Locator("main")).ToContainTextAsync("Nobody was signed in");
        await Axe.SeeNothingWrongAsync(ada.Page);
        await ada.OpenAsync("/Account/SignIn");
        await Chromium.PhotographAsync(ada.Page, "sign-in-provider");
        await Axe.SeeNothingWrongAsync(ada.Page);
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in through Example ID" }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Ada Lovelace" }).ClickAsync();
        await ada.SeeHeadingAsync("Home");

        // Nothing is connected yet: what the lists say then.
        foreach (
            var empty in new[] { "/", "/SystemUsers", "/Grants", "/Portfolios", "/Operations", "/People", "/Audit" }
        )
        {
            await ada.OpenAsync(empty);
            await Axe.SeeNothingWrongAsync(ada.Page);
        }

        // Nothing is asked of a second factor here: the provider has its own.
        await ada.OpenAsync("/Account");
        await Expect(ada.Page.Locator("main")).ToContainTextAsync("Example ID, which keeps password and second factor");

        await ada.OpenAsync("/Settings/People/Add");
        await ProveWhereAskedAsync(ada);
        await ada.SeeHeadingAsync("Add an account");
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Grace");
        await ada.Page.GetByLabel("E-mail").FillAsync("grace@example.com");
        await ada.Page.GetByLabel("One-time password", new() { Exact = true }).FillAsync("a long enough passphrase");
        await ada.Page.Locator("[name='Input.PasswordAgain']").FillAsync("a long enough passphrase");
        await ada.Page.GetByLabel("Auditor").CheckAsync();
        await Patience.UntilAsync(
            async () =>
            {
                await ada.Page.Context.APIRequest.GetAsync($"{app.Url}/Account");
                var asks = await ada.Page.Context.APIRequest.GetAsync($"{app.Url}/Settings/People/Add");
                return asks.Url.Contains("/Account/Prove", StringComparison.Ordinal);
            },
            "the proof to be old",
            between: TimeSpan.FromSeconds(1)
        );
        await ada.Page.Locator("main form button[type=submit]").ClickAsync();
        await ada.SeeHeadingAsync("Prove that it is you");
        await Chromium.PhotographAsync(ada.Page, "prove-provider");
        var tab = await ada.Page.Context.RunAndWaitForPageAsync(() =>
            ada.Page.GetByRole(AriaRole.Link, new() { Name = "Prove it through Example ID" }).ClickAsync()
        );
        await tab.GetByRole(AriaRole.Link, new() { Name = "Ada Lovelace" }).ClickAsync();
        await Expect(tab.Locator("h1")).ToHaveTextAsync("Proved");
        await ada.PressAsync("Go on");
        await ada.SeeHeadingAsync("Grace");
        // Not before: what was proved is old in half a minute.
        await Axe.SeeNothingWrongAsync(tab);
    }

    /// <summary>A slow machine may have let the proof of the sign-in grow old.</summary>
    private static async Task ProveWhereAskedAsync(Somebody somebody)
    {
        var prove = somebody.Page.GetByRole(AriaRole.Link, new() { Name = "Prove it through Example ID" });
        if (await prove.CountAsync() == 0)
            return;
        await prove.ClickAsync();
        await somebody.Page.GetByRole(AriaRole.Link, new() { Name = "Ada Lovelace" }).ClickAsync();
    }
}
