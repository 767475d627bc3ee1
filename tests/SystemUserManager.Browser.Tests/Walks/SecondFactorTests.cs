using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.People;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>Second factors as a person meets them, in a real browser that has a (virtual) authenticator.</summary>
public sealed class SecondFactorTests(Chromium chromium)
{
    private static readonly Dictionary<string, string> Required = new()
    {
        ["SignIn__RequireSecondFactor"] = "true",
        ["Setup__AdministratorEmail"] = AppProcess.AdministratorEmail,
        ["Setup__AdministratorPassword"] = AppProcess.AdministratorPassword,
    };

    [Fact]
    public async Task Codes_are_set_up_after_the_password_and_asked_for_at_the_next_sign_in()
    {
        await using var app = await AppProcess.StartAsync(Required);
        var anna = await Somebody.SitDownAsync(chromium, app.Url);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        await anna.SeeHeadingAsync("Two-factor sign-in");
        await Chromium.PhotographAsync(anna.Page, "two-factor");
        var key = (await anna.Page.Locator("p code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        var setUpAt = await TypeCodeAsync(anna, key, "Turn codes on");
        await Expect(anna.Page.Locator(".recovery-codes code")).ToHaveCountAsync(10);
        await Axe.SeeNothingWrongAsync(anna.Page);
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await anna.SeeHeadingAsync("Account");
        await Chromium.PhotographAsync(anna.Page, "account");

        var again = await Somebody.SitDownAsync(chromium, app.Url);
        await again.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        await again.SeeHeadingAsync("Second step");
        await Axe.SeeNothingWrongAsync(again.Page);
        // The code of the set-up is used: the one after it, which a clock that is a little ahead would show.
        await TypeAsync(again, Totp.CodeAt(key, Math.Max(setUpAt + 1, Step())), "Sign in");
        await again.SeeHeadingAsync("Home");
    }

    [Fact]
    public async Task A_passkey_is_added_and_signs_in_alone()
    {
        await using var app = await AppProcess.StartAsync(Required);
        var anna = await Somebody.SitDownAsync(chromium, app.Url);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        await anna.AddPasskeyAsync("Laptop");
        await Chromium.PhotographAsync(anna.Page, "passkeys");
        await anna.OpenAsync("/Account/SignOut");
        await anna.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await anna.SeeHeadingAsync("Sign in");

        await anna.PressAsync("Sign in with a passkey");
        await anna.SeeHeadingAsync("Home");
    }

    /// <summary>The code of now, however long the typing takes: a step that is over is let through for one more.</summary>
    private static async Task<long> TypeCodeAsync(Somebody somebody, string key, string button)
    {
        var step = Step();
        await TypeAsync(somebody, Totp.CodeAt(key, step), button);
        return step;
    }

    private static long Step() => Totp.StepAt(TimeProvider.System.GetUtcNow());

    private static async Task TypeAsync(Somebody somebody, string code, string button)
    {
        await somebody.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await somebody.PressAsync(button);
    }
}
