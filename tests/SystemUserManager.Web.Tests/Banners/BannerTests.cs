using Microsoft.EntityFrameworkCore;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages;

namespace SystemUserManager.Web.Tests.Banners;

/// <summary>
/// What stands under the menu of every page: when, in which words, where its link leads, who sees it, and that it goes
/// when its cause does.
/// </summary>
public abstract partial class BannerTests(WorkedApp app) : IAsyncLifetime
{
    public sealed class OnSqlite(SqliteWorkedApp app) : BannerTests(app), IClassFixture<SqliteWorkedApp>;

    public sealed class OnPostgres(PostgresWorkedApp app) : BannerTests(app), IClassFixture<PostgresWorkedApp>;

    /// <summary>Of different parts: what they have in common is the layout.</summary>
    private static readonly string[] SomePages = ["/", "/Account", "/SystemUsers", "/Audit"];

    /// <summary>All is well: the vault takes writes, a worker lives, and its clock is right.</summary>
    public async ValueTask InitializeAsync()
    {
        app.Sandbox.Faults.Clear();
        await app.InDatabaseAsync(db => db.VaultBreakers.ExecuteDeleteAsync());
        await app.BeatAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>What each of some pages says to this one: the same on all of them, and the links lead somewhere.</summary>
    private static async Task<List<Shown>> BannersAsync(Browser browser)
    {
        var first = Shown.On(await browser.GetAsync(SomePages[0]));
        foreach (var path in SomePages[1..])
            Assert.Equal(first, Shown.On(await browser.GetAsync(path)));
        foreach (var banner in first.Where(b => b.Href is not null))
            Assert.True((await browser.GetAsync(banner.Href!)).Status == System.Net.HttpStatusCode.OK, banner.Href);
        return first;
    }

    /// <summary>One of each role that sees this portfolio, and an auditor who sees another one alone.</summary>
    private async Task<(Browser[] Theirs, Browser Foreign)> GivenPeopleAsync(Portfolio portfolio)
    {
        var other = await app.GivenConnectedAsync($"Not {portfolio.Name}");
        return (
            [
                await app.SignInAsync(Role.Auditor, portfolio.Id),
                await app.SignInAsync(Role.Offboarder, portfolio.Id),
                await app.SignInAsync(Role.Administrator, portfolio.Id),
            ],
            await app.SignInAsync(Role.Auditor, other.Id)
        );
    }

    private Task<int> ChangeAsync(Portfolio portfolio, Action<Portfolio> change) =>
        app.InDatabaseAsync(async db =>
        {
            change((await db.Portfolios.FindAsync(portfolio.Id))!);
            return await db.SaveChangesAsync();
        });

    /// <param name="Says">Its sentence, without the words of the link.</param>
    /// <param name="Href">null: it leads nowhere.</param>
    private sealed record Shown(string Says, string Tone, string? Link = null, string? Href = null)
    {
        public static List<Shown> On(Page page) =>
            [
                .. page
                    .Document.QuerySelectorAll(".banner")
                    .Select(banner => new Shown(
                        banner.QuerySelector("p")!.ChildNodes[0].TextContent.Trim(),
                        banner.ClassList.Single(c => c.StartsWith("banner-", StringComparison.Ordinal))[
                            "banner-".Length..
                        ],
                        banner.QuerySelector("a")?.TextContent,
                        banner.QuerySelector("a")?.GetAttribute("href")
                    )),
            ];
    }
}
