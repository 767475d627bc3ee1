using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages;

/// <summary>What each page says before there is anything: what isn't there, and what to do.</summary>
public abstract class EmptyPagesTests(WebApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : EmptyPagesTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : EmptyPagesTests(app), IClassFixture<PostgresPagesApp>;

    [Theory]
    [RowsOnOneDatabase]
    [Row("/", "No portfolio is connected.", "/Portfolios/Connect")]
    [Row("/Portfolios", "No portfolio is connected.", "/Portfolios/Connect")]
    [Row("/Findings", "No portfolio is connected.", "/Portfolios/Connect")]
    [Row("/Grants", "No portfolio is connected.", "/Portfolios/Connect")]
    [Row("/Grants?Search=nothing", "No grant fits this filter.", "/Grants")]
    [Row("/Reviews", "Nothing is due.", null)]
    [Row("/Reviews?PortfolioId=999", "Nothing is due.", null)]
    [Row("/Findings/Answer", "No finding is chosen.", "/Findings")]
    [Row("/Grants?AsOf=2026-11-31", "There is no such day to show.", "/Grants")]
    [Row("/Assets", "No portfolio is connected.", "/Portfolios/Connect")]
    [Row("/Assets?Kind=Page", "No asset fits this filter.", "/Assets")]
    [Row("/Tokens", "No portfolio is connected.", "/Portfolios/Connect")]
    [Row("/Partners", "No portfolio is connected.", "/Portfolios/Connect")]
    [Row("/Operations", "Nothing was asked for yet.", null)]
    [Row("/Operations?State=Failed", "No operation fits this filter.", "/Operations")]
    [Row("/Audit?Search=nothing+like+it", "No row fits this filter.", "/Audit")]
    public async Task An_empty_page_says_what_is_not_there_and_where_to_go(string path, string sentence, string? way)
    {
        var page = await (await app.SignInAsAdministratorAsync()).GetAsync(path);
        var empty = page.Document.QuerySelector(".empty-state")!;
        Assert.Equal(sentence, empty.QuerySelector(".empty-title")!.TextContent);
        Assert.Equal(way, empty.QuerySelector("a")?.GetAttribute("href"));
    }

    [FactOnOneDatabase]
    public async Task The_first_run_is_told_step_by_step_to_administrators_alone()
    {
        var administrator = await (await app.SignInAsAdministratorAsync()).GetAsync("/");
        Assert.Equal(
            ["Connect a portfolio", "Create the first system user with its token", "Add an offboarder and an auditor"],
            administrator.Document.QuerySelectorAll(".checklist a").Select(a => a.TextContent)
        );
        Assert.Empty(
            (await (await app.SignInAsync(Role.Auditor)).GetAsync("/")).Document.QuerySelectorAll(".checklist")
        );
    }

    [FactOnOneDatabase]
    public async Task Who_may_not_connect_is_told_who_may()
    {
        var auditor = await app.SignInAsync(Role.Auditor);
        var page = await auditor.GetAsync("/Portfolios");
        Assert.Empty(page.Document.QuerySelectorAll("main a.btn"));
        Assert.Contains("Only an administrator of all portfolios", page.Text, StringComparison.Ordinal);
        Assert.Contains("Ask an administrator", (await auditor.GetAsync("/")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("/Portfolios/999")]
    [Row("/Portfolios/999/Mode")]
    [Row("/Portfolios/999/Read")]
    [Row("/Partners/999")]
    [Row("/Partners/999/End")]
    [Row("/Operations/999")]
    [Row("/Findings/999")]
    [Row("/Findings/999/Adopt")]
    [Row("/Reviews/999")]
    [Row("/Reviews/New?PortfolioId=999")]
    [Row("/Findings/Answer?Ids=999")]
    [Row("/Assets/999")]
    [Row("/Portfolios/northwind")]
    public async Task What_is_not_there_is_not_found(string path) =>
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (await (await app.SignInAsAdministratorAsync()).GetAsync(path)).Status
        );
}
