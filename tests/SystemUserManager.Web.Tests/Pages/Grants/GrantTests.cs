using MetaGraph.Assets;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Grants;

public abstract class GrantTests(WebApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : GrantTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : GrantTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task Each_filter_stands_in_the_address_and_narrows_the_list()
    {
        var portfolio = await app.GivenConnectedAsync("Filters");
        var ads = await app.GivenSystemUserAsync(portfolio, "ads sync", "Grace");
        var feed = await app.GivenSystemUserAsync(portfolio, "feed import");
        await app.GivenGrantsAsync(ads, AssetKind.AdAccount, "ADVERTISE,ANALYZE", "Alpha", "Beta");
        await app.GivenGrantsAsync(feed, AssetKind.ProductCatalog, "MANAGE,MANAGE_AR", "Gamma");
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        var owner = (await auditor.GetAsync("/Grants"))
            .Document.QuerySelectorAll("[name=OwnerId] option")
            .Single(o => o.TextContent == "Grace")
            .GetAttribute("value");

        async Task ShowsAsync(string query, params string[] assets)
        {
            var page = await auditor.GetAsync($"/Grants?{query}");
            Assert.Equal(
                assets,
                page.Document.QuerySelectorAll("[data-label=Asset] > div").Select(c => c.FirstChild!.TextContent.Trim())
            );
            Assert.Equal($"{assets.Length}", page.Document.QuerySelector(".result-count strong")!.TextContent);
            foreach (var (name, value) in query.Split('&').Select(p => (p.Split('=')[0], p.Split('=')[1])))
            {
                var hidden = page.Document.QuerySelector($"#results input[name={name}]");
                Assert.True(
                    assets.Length == 0 || hidden!.GetAttribute("value") == value,
                    $"{name} is not in the export"
                );
            }
        }

        await ShowsAsync($"PortfolioId={portfolio.Id}", "Alpha", "Beta", "Gamma");
        await ShowsAsync("Search=ALPHA", "Alpha");
        await ShowsAsync("Search=feed", "Gamma");
        await ShowsAsync($"OwnerId={owner}", "Alpha", "Beta");
        await ShowsAsync("Kind=ProductCatalog", "Gamma");
        await ShowsAsync("Task=MANAGE", "Gamma");
        await ShowsAsync("Task=ANALY");
        await ShowsAsync($"SystemUserId={ads.Id}", "Alpha", "Beta");
        await ShowsAsync($"SystemUserId={ads.Id}&Search=beta", "Beta");
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_without_doubles_or_gaps()
    {
        var portfolio = await app.GivenConnectedAsync("Pages of grants");
        // The same names again and again, so that the order is decided by the id.
        foreach (var user in new[] { "b", "a", "a" })
        {
            var systemUser = await app.GivenSystemUserAsync(portfolio, user);
            await app.GivenGrantsAsync(
                systemUser,
                AssetKind.Page,
                "ANALYZE",
                [.. Enumerable.Range(0, 90).Select(i => $"Asset {i % 7}")]
            );
        }

        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        var ids = new List<string>();
        for (var path = "/Grants"; path is not null; )
        {
            var page = await auditor.GetAsync(path);
            Assert.Equal("270", page.Document.QuerySelector(".result-count strong")!.TextContent);
            ids.AddRange(page.Document.QuerySelectorAll("[data-label=Asset] .sub").Select(s => s.TextContent));
            path = page.Document.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(270, ids.Count);
        Assert.Equal(270, ids.Distinct().Count());
    }

    [Fact]
    public async Task Grants_of_others_are_not_there_whatever_the_address_says()
    {
        var (mine, foreign) = (await app.GivenConnectedAsync("Mine"), await app.GivenConnectedAsync("Foreign"));
        var theirs = await app.GivenSystemUserAsync(foreign, "their user", "Their owner");
        await app.GivenGrantsAsync(theirs, AssetKind.Page, "MANAGE", "Their page");
        var auditor = await app.SignInAsync(Role.Auditor, mine.Id);
        foreach (var query in new[] { "", $"?PortfolioId={foreign.Id}", $"?SystemUserId={theirs.Id}", "?Search=their" })
        {
            var page = await auditor.GetAsync($"/Grants{query}");
            Assert.Empty(page.Rows());
            Assert.DoesNotContain("Their page", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Their owner", page.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("?Kind=Nonsense")]
    [InlineData("?PortfolioId=x")]
    [InlineData("?After=nonsense")]
    public async Task An_address_that_makes_no_sense_still_shows_the_page(string query)
    {
        var auditor = await app.SignInAsync(Role.Auditor);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await auditor.GetAsync($"/Grants{query}")).Status);
    }
}
