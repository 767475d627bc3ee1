using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;
using static Microsoft.Playwright.Assertions;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>Every page there is, with something on it: axe finds nothing, light and dark, and a phone needn't scroll sideways.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    private const string Name = "northwind read aloud";
    private const string AuditorEmail = "otto@northwind.example";
    private const string AuditorPassword = "ottos own long Passphrase 9";

    /// <summary>Where another address than its own shows it, or shows something on it.</summary>
    private static readonly Dictionary<string, string> Seen = new(StringComparer.Ordinal)
    {
        ["/NotFound"] = "/no/such/page",
        ["/Search/Index"] = "/Search?q=northwind",
        ["/SystemUsers/Confirm"] = "/Confirm/none",
    };

    /// <summary>Read by the walks that come to it: before the first account, and on the way in.</summary>
    private static readonly HashSet<string> ReadElsewhere =
    [
        "/Setup/Index",
        "/Account/SignIn",
        "/Account/SignInCode",
        "/Account/SignInProvider",
    ];

    /// <summary>Whose answer is that something isn't there, or went wrong.</summary>
    private static readonly HashSet<string> Refusals =
    [
        "/NotFound",
        "/Error",
        "/Account/AccessDenied",
        "/SystemUsers/Confirm",
    ];

    private readonly List<string> _wrong = [];

    [Fact]
    public async Task A_page_that_is_wrong_is_seen_to_be()
    {
        var page = await chromium.OpenAsync("about:blank");
        await page.SetContentAsync(
            """
            <html><head><title>Wrong</title><meta name="color-scheme" content="light dark"></head>
            <body style="background: light-dark(#fff, #111)"><p style="color: #bbb">Hard to read by day</p><p style="color: #444">Hard to read by night</p>
            <button style="width: 9px; height: 9px; padding: 0" aria-label="One"></button><button style="width: 9px; height: 9px; padding: 0" aria-label="Other"></button>
            </body></html>
            """
        );

        var wrong = await Axe.ReadAsync(page);

        Assert.Contains(wrong, w => w.StartsWith("Light: html-has-lang", StringComparison.Ordinal));
        Assert.Contains(wrong, w => w.StartsWith("Light: target-size", StringComparison.Ordinal));
        Assert.Contains(
            wrong,
            w =>
                w.StartsWith("Light: color-contrast", StringComparison.Ordinal)
                && w.Contains("day", StringComparison.Ordinal)
        );
        Assert.Contains(
            wrong,
            w =>
                w.StartsWith("Dark: color-contrast", StringComparison.Ordinal)
                && w.Contains("night", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Every_page_passes_in_light_and_dark_and_fits_a_phone()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite, asFound: true);
        await site.CreateAsync(Name);
        var creation = await site.SeeDoneAsync(CrashSite.CreationOf(Name));
        var anna = await SignInAsync(site);
        await SignReviewAsync(anna, await site.Record.PortfolioIdAsync());
        var ids = await IdsAsync(site, creation);

        foreach (var (page, route) in Pages().Where(p => !ReadElsewhere.Contains(p.Page)))
        {
            var id = ids.FirstOrDefault(i => page.StartsWith(i.Key, StringComparison.Ordinal)).Value;
            var own = route.Replace("{id:long}", $"{id}", StringComparison.Ordinal);
            var answer = await ReadAsync(anna, Seen.GetValueOrDefault(page) ?? own);
            // Otherwise "not found" would be read in its place.
            if (!Refusals.Contains(page) && answer is not { Ok: true })
                _wrong.Add($"{own} answers {answer?.Status}");
        }

        SeeNothingWrong();
    }

    [Fact]
    public async Task What_a_page_says_when_something_is_wrong_missing_or_not_allowed_passes_too()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite, asFound: true);
        await site.Anna.AddAccountAsync(AuditorEmail);
        var stopped = await StopOneAsync(site);
        var anna = await SitDownAsync(site);
        await SendAsItIsAsync(anna, "/Account/SignIn");
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);

        await ReadAsync(anna, $"/Operations/{stopped.Id}");
        await ReadAsync(anna, $"/SystemUsers/{stopped.SystemUserId}");
        await ReadAsync(anna, "/SystemUsers?q=zzz");
        await ReadAsync(anna, "/Search?q=zzz");
        await ReadAsync(anna, "/Grants?Search=zzz");
        await ReadAsync(anna, "/Grants?AsOf=2020-02-29");
        await ReadAsync(anna, "/Grants?AsOf=2021-02-29");
        await ReadAsync(anna, "/Assets?Search=zzz");
        var found = await FoundAsync(site);
        await ReadAsync(anna, $"/SystemUsers/{found}");
        await SendAsItIsAsync(anna, $"/SystemUsers/{found}/Tokens/Register");
        await SendAsItIsAsync(anna, $"/SystemUsers/{found}/Tokens/Issue");
        await SendAsItIsAsync(anna, $"/SystemUsers/{found}/Access");
        await SendAsItIsAsync(anna, "/SystemUsers/Create");
        await SendAsItIsAsync(anna, "/Settings/People/Add");
        await ReadMenuAsync(anna);

        var auditor = await SitDownAsync(site);
        await auditor.SignInForTheFirstTimeAsync(AuditorEmail, AppProcess.AdministratorPassword, AuditorPassword);
        foreach (
            var path in new[]
            {
                "/",
                $"/SystemUsers/{found}",
                "/Portfolios/1",
                $"/Operations/{stopped.Id}",
                "/Settings",
            }
        )
            await ReadAsync(auditor, path);

        SeeNothingWrong();
    }

    private async Task SignReviewAsync(Somebody anna, long portfolioId)
    {
        await ReadAsync(anna, $"/Reviews/New?PortfolioId={portfolioId}");
        foreach (var left in await anna.Page.GetByLabel("Not decided").AllAsync())
            await left.CheckAsync();
        var row = anna.Page.Locator("tr").Filter(new() { HasText = Name });
        await row.GetByLabel("Still needed").CheckAsync();
        await anna.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("Looked at with the team");
        await anna.PressAsync("Sign this review");
        await Expect(anna.Page.GetByText("The review is signed.")).ToBeVisibleAsync();
    }

    private async Task<Somebody> SitDownAsync(CrashSite site)
    {
        var somebody = await Somebody.SitDownAsync(chromium, site.App.Url);
        await Axe.BringAsync(somebody.Page.Context);
        return somebody;
    }

    private async Task<Somebody> SignInAsync(CrashSite site)
    {
        var anna = await SitDownAsync(site);
        await ReadAsync(anna, "/Account/SignIn");
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);
        return anna;
    }

    /// <summary>A creation for which one of its Pages isn't there any more, so that somebody has to decide.</summary>
    private static async Task<Operation> StopOneAsync(CrashSite site)
    {
        await site.Meta.ChangeAsync(new { @do = "removeAsset", asset = "Northwind Careers" });
        await site.CreateAsync(Name);
        var stopped = await site.Record.SettledAsync(CrashSite.CreationOf(Name), site.App);
        Assert.Equal(OperationState.NeedsAttention, stopped.State);
        return stopped;
    }

    /// <summary>The one of the demo that reaches everything.</summary>
    private static async Task<long> FoundAsync(CrashSite site)
    {
        await using var db = site.Record.Open();
        return await db.SystemUsers.Where(s => s.Name == "test").Select(s => s.Id).SingleAsync();
    }

    /// <summary>Another app, claimed and added.</summary>
    private static async Task AddAppAsync(CrashSite site)
    {
        var app = await site.Meta.ClaimAppAsync("Northwind Shop App", "shop-app-secret");
        await site.Meta.PlantAsync("shop-control-token", await site.Meta.MakeTokenAsync("System User Manager", app));
        await site.Anna.AskToAddAppAsync(
            await site.Record.PortfolioIdAsync(),
            app,
            "shop-control-token",
            "shop-app-secret"
        );
        CrashSite.SeeDone(await site.Record.SettledAsync(OperationKind.AddApp, site.App));
    }

    /// <summary>By the folder of the pages with a number in their address: the number of something to be seen there.</summary>
    private static async Task<List<KeyValuePair<string, long>>> IdsAsync(CrashSite site, Operation creation)
    {
        var account = await site.Anna.AddAccountAsync(AuditorEmail);
        await AddAppAsync(site);
        await using var db = site.Record.Open();
        return
        [
            new("/Assets/", await db.SeenGrants.Where(g => g.ValidTo == null).MaxAsync(g => g.AssetId)),
            new(
                "/Apps/Join",
                await db.AppScopedSystemUsers.Where(s => s.Name == "test").Select(s => s.Id).SingleAsync()
            ),
            new("/Apps/", await db.PortfolioApps.Select(a => a.Id).SingleAsync()),
            new(
                "/Findings/",
                await db.Findings.Where(f => f.SystemUserId == creation.SystemUserId).MinAsync(f => f.Id)
            ),
            new("/Operations/", creation.Id),
            new(
                "/People/",
                await db.SystemUsers.Where(s => s.Name == Name).Select(s => s.OwnerId!.Value).SingleAsync()
            ),
            new("/Partners/", await site.Record.PartnerIdAsync("Brightside Agency")),
            new("/Portfolios/", await site.Record.PortfolioIdAsync()),
            new("/Reviews/", await db.Reviews.Select(r => r.Id).SingleAsync()),
            new("/Settings/People/", long.Parse(account.Split('/')[^1], CultureInfo.InvariantCulture)),
            new("/SystemUsers/", creation.SystemUserId!.Value),
            new("/Tokens/", (await site.Record.TokenOfAsync(Name)).Id),
        ];
    }

    /// <summary>Of the source: a page that is added later is read too.</summary>
    private static IEnumerable<(string Page, string Route)> Pages()
    {
        var root = Path.Combine(BuiltPrograms.RepositoryRoot, "src", "SystemUserManager.Web", "Pages");
        foreach (
            var file in Directory
                .EnumerateFiles(root, "*.cshtml", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            var line = File.ReadLines(file).First();
            if (!line.StartsWith("@page", StringComparison.Ordinal))
                continue;
            var page = "/" + Path.ChangeExtension(Path.GetRelativePath(root, file), null).Replace('\\', '/');
            var own = line["@page".Length..].Trim().Trim('"');
            yield return (
                page,
                own.Length > 0 ? own
                : page.EndsWith("/Index", StringComparison.Ordinal) ? page[..^"Index".Length]
                : page
            );
        }
    }

    private async Task<IResponse?> ReadAsync(Somebody somebody, string path)
    {
        var answer = await somebody.OpenAsync(path);
        await SeeAsync(somebody, path);
        return answer;
    }

    /// <summary>The form with nothing typed, past what the browser itself would stop.</summary>
    private async Task SendAsItIsAsync(Somebody somebody, string path)
    {
        await somebody.OpenAsync(path);
        await somebody.Page.EvaluateAsync("document.querySelectorAll('form').forEach((f) => f.noValidate = true)");
        await somebody.Page.Locator("main .acts button[type=submit].btn-primary").Last.ClickAsync();
        await Expect(somebody.Page.Locator(".field-error, .validation-summary-errors").First).ToBeVisibleAsync();
        await SeeAsync(somebody, $"{path}, sent as it is");
    }

    /// <summary>What drops from the bar, and the folded menu of a phone.</summary>
    private async Task ReadMenuAsync(Somebody somebody)
    {
        await somebody.OpenAsync("/");
        foreach (var (menu, width) in new[] { (".bar .drop", 1280), (".drop-account", 1280), (".drop-fold", 390) })
        {
            await somebody.Page.SetViewportSizeAsync(width, 844);
            await somebody.Page.Locator($"{menu} > summary").ClickAsync();
            _wrong.AddRange((await Axe.ReadAsync(somebody.Page)).Select(w => $"{menu}: {w}"));
            await somebody.Page.Locator($"{menu} > summary").ClickAsync();
        }
    }

    private async Task SeeAsync(Somebody somebody, string what)
    {
        var page = somebody.Page;
        // What can be opened is read as well.
        await page.EvaluateAsync("document.querySelectorAll('main details').forEach((d) => d.open = true)");
        _wrong.AddRange((await Axe.ReadAsync(page)).Select(w => $"{what}: {w}"));
        await page.SetViewportSizeAsync(390, 844);
        if (await Chromium.FindTooWideAsync(page) is { } tooWide)
            _wrong.Add($"{what} scrolls sideways on a phone: {tooWide}");
        await page.SetViewportSizeAsync(1280, 900);
    }

    private void SeeNothingWrong() => Assert.True(_wrong.Count == 0, string.Join('\n', _wrong.Distinct()));
}
