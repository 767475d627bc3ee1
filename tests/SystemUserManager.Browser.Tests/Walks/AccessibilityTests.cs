using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SystemUserManager.Browser.Tests.Processes;
using SystemUserManager.Data;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>Every page there is, with something on it, is read by axe for WCAG 2.2 A and AA: light, dark, and on a phone without scrolling sideways.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Name = "northwind kill proof 1";

    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        },
    };

    /// <summary>Where a page with a number in its address is seen; and those that are seen before anybody is signed in.</summary>
    private static readonly Dictionary<string, string> Seen = new(StringComparer.Ordinal)
    {
        ["/Error"] = "/Error",
        ["/NotFound"] = "/no/such/page",
        ["/Search/Index"] = "/Search?q=northwind",
        ["/Audit/Index"] = "/Audit",
    };

    /// <summary>They have no page of their own: they act, or lead on.</summary>
    private static readonly HashSet<string> WithoutPage =
    [
        "/Theme",
        "/Setup/Index",
        "/Account/SignInCode",
        "/Account/SignInProvider",
    ];

    [Fact]
    public async Task Every_page_passes_in_light_and_dark_and_fits_a_phone()
    {
        await using var site = await CrashSite.OpenAsync(DatabaseProvider.Sqlite);
        await site.CreateAsync(Name);
        var creation = await site.SeeDoneAsync(CrashSite.CreationOf(Name));
        var token = await site.Record.TokenOfAsync(Name);
        var code = await site.Anna.AddAccountAsync("otto@northwind.example");
        var anna = await Somebody.SitDownAsync(chromium, site.App.Url);
        var failures = new List<string>();
        await ReadAsync(anna, "/Account/SignIn", failures);
        await anna.SignInAsync(AppProcess.AdministratorEmail, AppProcess.AdministratorPassword);

        foreach (var (page, route) in Pages())
        {
            if (WithoutPage.Contains(page) || page is "/Account/SignIn")
                continue;
            var id = page switch
            {
                _ when page.StartsWith("/Portfolios/", StringComparison.Ordinal) => 1,
                _ when page.StartsWith("/Operations/", StringComparison.Ordinal) => creation.Id,
                _ when page.StartsWith("/SystemUsers/", StringComparison.Ordinal) => token.SystemUserId,
                _ when page.StartsWith("/Tokens/", StringComparison.Ordinal) => token.Id,
                _ when page.StartsWith("/Settings/People/", StringComparison.Ordinal) => long.Parse(
                    code.Split('/')[^1],
                    System.Globalization.CultureInfo.InvariantCulture
                ),
                _ => 1,
            };
            var path =
                Seen.GetValueOrDefault(page)
                ?? route
                    .Replace("{id:long}", $"{id}", StringComparison.Ordinal)
                    .Replace("{code}", "none", StringComparison.Ordinal);
            await ReadAsync(anna, path, failures);
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Distinct()));
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

    private static async Task ReadAsync(Somebody somebody, string path, List<string> failures)
    {
        var page = somebody.Page;
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await somebody.OpenAsync(path);
            foreach (var violation in (await page.RunAxe(Rules)).Violations)
                failures.Add(
                    $"{path} {scheme}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(n => n.Html))}"
                );
        }
        await page.SetViewportSizeAsync(390, 844);
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        if (wide > 390)
            failures.Add($"{path} scrolls sideways on a phone: {wide} px");
        await page.SetViewportSizeAsync(1280, 900);
    }
}
