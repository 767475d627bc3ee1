using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>A person at a browser of their own, and what every walk has them do.</summary>
public sealed partial class Somebody(IPage page, string url)
{
    private const float Patience = 120_000;

    public IPage Page => page;

    public static async Task<Somebody> SitDownAsync(Chromium chromium, string url, bool onPhone = false)
    {
        var page = await chromium.OpenAsync(url, onPhone);
        page.SetDefaultTimeout(90_000);
        return new Somebody(page, url);
    }

    public Task<IResponse?> OpenAsync(string path) => page.GotoAsync($"{url}{path}");

    public Task PressAsync(string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).Last.ClickAsync();

    /// <summary>The page that was asked for is there, and no longer the one before it.</summary>
    public Task SeeHeadingAsync(string text) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = text })).ToBeVisibleAsync();

    public async Task SignInAsync(string email, string password)
    {
        await OpenAsync("/Account/SignIn");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await PressAsync("Sign in");
        await Expect(page).Not.ToHaveURLAsync(SignInUrl(), new() { Timeout = Patience });
    }

    /// <summary>Signs in with a password that was handed over, which has to be changed before anything else.</summary>
    public async Task SignInForTheFirstTimeAsync(string email, string handedOver, string own)
    {
        await SignInAsync(email, handedOver);
        await SeeHeadingAsync("Change password");
        await page.GetByLabel("Current password").FillAsync(handedOver);
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(own);
        await page.GetByLabel("New password again").FillAsync(own);
        await page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(page.GetByText("Your password was changed.")).ToBeVisibleAsync();
    }

    /// <summary>Signed in, adds a passkey of this device: one inside it, which its owner unlocks at once.</summary>
    public async Task AddPasskeyAsync(string device)
    {
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>
            {
                ["options"] = new
                {
                    protocol = "ctap2",
                    transport = "internal",
                    hasResidentKey = true,
                    hasUserVerification = true,
                    isUserVerified = true,
                    automaticPresenceSimulation = true,
                },
            }
        );
        await OpenAsync("/Account/Passkeys");
        await page.GetByLabel("Name").Last.FillAsync(device);
        await PressAsync("Add a passkey");
        await Expect(page.Locator("main")).ToContainTextAsync("The passkey was added");
    }

    /// <summary>
    /// The page is an operation's. The address is asked for until it is so: what waits for an event of the page may miss it
    /// (github.com/microsoft/playwright-dotnet/issues/3364 and 3365).
    /// </summary>
    public Task SeeOperationAsync() => Expect(page).ToHaveURLAsync(OperationUrl(), new() { Timeout = Patience });

    /// <summary>The page is an operation's, and that is done, seen in the page as it refreshes itself.</summary>
    public async Task SeeDoneAsync()
    {
        await SeeOperationAsync();
        await Expect(page.Locator(".page-lead .state").First).ToHaveTextAsync("Done", new() { Timeout = Patience });
    }

    /// <summary>From the list to the page of the system user.</summary>
    public async Task OpenSystemUserAsync(string name)
    {
        await OpenAsync("/SystemUsers");
        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await SeeHeadingAsync(name);
    }

    /// <summary>From the list to the page of the partner.</summary>
    public async Task OpenPartnerAsync(string name)
    {
        await OpenAsync("/Partners");
        await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await SeeHeadingAsync(name);
    }

    /// <summary>Has the portfolio read once more, as somebody does who expects something else there, and waits for the end.</summary>
    public async Task ReadAgainAsync(string portfolio)
    {
        await OpenAsync("/Portfolios");
        await page.Locator("main")
            .GetByRole(AriaRole.Link, new() { Name = portfolio, Exact = true })
            .First.ClickAsync();
        await SeeHeadingAsync(portfolio);
        await PressAsync("Read again now");
        await SeeDoneAsync();
    }

    /// <summary>To the confirm page of an act that the page offers, with the reason typed.</summary>
    public async Task ChooseAsync(string act, string reason)
    {
        await FollowAsync(act);
        await page.GetByLabel("Reason").FillAsync(reason);
    }

    /// <summary>A link of the page that says exactly this.</summary>
    public Task FollowAsync(string link) =>
        page.Locator("main").GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();

    /// <summary>axe finds nothing on the page as it stands, and a phone needn't scroll it sideways.</summary>
    public async Task SeeItIsWellMadeAsync()
    {
        await Axe.SeeNothingWrongAsync(page);
        var before = page.ViewportSize!;
        await page.SetViewportSizeAsync(390, 844);
        var tooWide = await Chromium.FindTooWideAsync(page);
        await page.SetViewportSizeAsync(before.Width, before.Height);
        Assert.True(tooWide is null, $"{page.Url} scrolls sideways on a phone: {tooWide}");
    }

    /// <summary>From the page of a system user to the confirm page of one of its revokes, with the reason typed.</summary>
    public async Task ChooseRevokeAsync(string link, string reason)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();
        await Expect(RevokeButton).ToBeVisibleAsync();
        await page.GetByLabel("Reason").FillAsync(reason);
    }

    /// <summary>The button of a confirm page of a revoke, whatever it ends.</summary>
    public ILocator RevokeButton => page.GetByRole(AriaRole.Button, new() { NameRegex = Revoke() });

    [GeneratedRegex(@"/Account/SignIn(\?|$)")]
    private static partial Regex SignInUrl();

    [GeneratedRegex(@"/Operations/\d+")]
    private static partial Regex OperationUrl();

    [GeneratedRegex("^Revoke")]
    private static partial Regex Revoke();
}
