using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Data;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>
/// What has to be done at once is done on a phone: few taps, and nothing to scroll sideways. Each touch counts, one that
/// only puts the cursor into a field as well.
/// </summary>
public sealed class PhoneTests(Chromium chromium)
{
    private const string Name = "northwind left behind";
    private const string Email = "otto@northwind.example";
    private const string Password = "ottos own long Passphrase 9";
    private const int MostTaps = 5;

    private int _taps;

    [Fact]
    public async Task An_offboarder_signs_in_with_both_factors_finds_a_system_user_and_revokes_its_token_in_five_taps()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite);
        await site.CreateAsync(Name);
        await site.SeeDoneAsync(CrashSite.CreationOf(Name));
        await site.Anna.AddAccountAsync(Email, "Offboarder");
        var otto = await Somebody.SitDownAsync(chromium, site.App.Url, onPhone: true);
        var page = otto.Page;
        await otto.SignInForTheFirstTimeAsync(Email, AppProcess.AdministratorPassword, Password);
        await otto.AddPasskeyAsync("Phone");
        await page.Context.ClearCookiesAsync();

        // Password and second factor in one, as it is required outside Development.
        await otto.OpenAsync("/");
        await SeeAsync(page, "Sign in");
        await TapAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }));

        await SeeAsync(page, "Home");
        var search = page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" });
        await TapAsync(search);
        await page.Keyboard.TypeAsync("left behind");
        // The key of the phone's keyboard that sends a search.
        _taps++;
        await page.Keyboard.PressAsync("Enter");

        await SeeAsync(page, "Search");
        await Axe.SeeNothingWrongAsync(page);
        await TapAsync(page.GetByRole(AriaRole.Link, new() { Name = "Revoke token" }));

        await SeeAsync(page, $"Revoke a token of {Name}");
        await Expect(page.GetByLabel("Reason")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Its phone was stolen");
        await TapAsync(page.GetByRole(AriaRole.Button, new() { Name = "Revoke this token" }));

        await otto.SeeDoneAsync();
        await SeeAsync(page, CrashSite.RevocationOf(Name));
        Assert.DoesNotContain(await site.Meta.TokensOfAsync(Name), SandboxView.IsLive);
        Assert.True(_taps <= MostTaps, $"It took {_taps} taps.");
    }

    private Task TapAsync(ILocator what)
    {
        _taps++;
        return what.TapAsync();
    }

    private static async Task SeeAsync(IPage page, string heading)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading })).ToBeVisibleAsync();
        await Chromium.SeeLoadedAsync(page);
        await Chromium.SeeItFitsAsync(page, heading);
    }
}
