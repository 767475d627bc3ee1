using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SystemUserManager.Browser.Tests.Walks.Chromium))]

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>
/// Debian's Chromium, headless, for all browser tests of a run, started by the first that takes a page of it; each test
/// takes pages of its own.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>The same engine without the windows that nobody sees, where it is installed.</summary>
    private static readonly string[] Programs = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public Chromium() => _browser = new(LaunchAsync);

    /// <summary>Where screenshots go: <c>SCREENSHOTS</c>, or none are taken.</summary>
    private static string? Screenshots => Environment.GetEnvironmentVariable("SCREENSHOTS");

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
            await (await _browser.Value).DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Without animations, so that a picture never shows a colour on its way to another.</summary>
    /// <param name="onPhone">In place of a desk: small, and touched.</param>
    public async Task<IPage> OpenAsync(string url, bool onPhone = false)
    {
        var context = await (await _browser.Value).NewContextAsync(
            new()
            {
                ViewportSize = onPhone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 900 },
                IsMobile = onPhone,
                HasTouch = onPhone,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(url);
        return page;
    }

    /// <summary>What has to be scrolled to sideways, as wide as the page is now; null: nothing.</summary>
    public static Task<string?> FindTooWideAsync(IPage page) =>
        page.EvaluateAsync<string?>(
            """
            () => {
              const { scrollWidth, clientWidth } = document.documentElement;
              if (scrollWidth <= clientWidth) return null;
              const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > clientWidth);
              return `${scrollWidth} px in ${clientWidth} px: ${out.slice(-3).map((e) => e.outerHTML.slice(0, 200)).join(' | ')}`;
            }
            """
        );

    /// <summary>All of the page is there: before its style sheets are, it has no shape to speak of.</summary>
    public static Task SeeLoadedAsync(IPage page) => page.WaitForFunctionAsync("document.readyState === 'complete'");

    public static async Task SeeItFitsAsync(IPage page, string name)
    {
        var tooWide = await FindTooWideAsync(page);
        Assert.True(tooWide is null, $"{name} scrolls sideways: {tooWide}");
    }

    /// <summary>The page fits a phone; and pictures of it as it stands: light, dark, phone.</summary>
    public static async Task PhotographAsync(IPage page, string name)
    {
        await SeeLoadedAsync(page);
        await page.SetViewportSizeAsync(390, 844);
        await SeeItFitsAsync(page, name);
        await page.SetViewportSizeAsync(1280, 900);
        if (Screenshots is not { } folder)
            return;
        await TakeAsync("light");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        await TakeAsync("dark");
        await page.SetViewportSizeAsync(390, 844);
        await TakeAsync("phone-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce });
        await TakeAsync("phone");
        await page.SetViewportSizeAsync(1280, 900);

        Task TakeAsync(string variant) =>
            page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{variant}.png"), FullPage = true });
    }

    private async Task<IBrowser> LaunchAsync()
    {
        // A busy machine is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Programs.First(File.Exists),
                Args =
                [
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }
}
