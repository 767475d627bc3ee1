using System.Net;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

public abstract class IndexTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : IndexTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : IndexTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task Where_no_portfolio_is_to_be_seen_it_says_what_to_do()
    {
        await using var empty = new WebApp(ProviderOf(app));
        await empty.InitializeAsync();
        var page = await (await empty.SignInAsAdministratorAsync()).GetAsync("/SystemUsers");
        Assert.Equal("/Portfolios/Connect", page.Document.QuerySelector(".empty-state a")?.GetAttribute("href"));

        var auditor = await (await empty.SignInAsync(Role.Auditor)).GetAsync("/SystemUsers");
        Assert.Equal(HttpStatusCode.OK, auditor.Status);
        Assert.Null(auditor.Document.QuerySelector(".empty-state a"));
    }

    [Fact]
    public async Task A_portfolio_without_system_users_says_so_and_filters_that_fit_nothing_say_so_too()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Nothing in it");
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        Assert.Contains("No system user is known.", (await auditor.GetAsync("/SystemUsers")).Text);
        Assert.Contains("No system user fits.", (await auditor.GetAsync("/SystemUsers?q=zzz")).Text);
    }

    [Fact]
    public async Task A_row_tells_who_answers_what_it_reaches_and_which_tokens_are_known()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Rows");
        var owner = await app.AddAsync(Person.Called("Maria Lindqvist"));
        var made = await app.GivenSystemUserAsync(
            portfolio,
            "rows ads reporting",
            s => (s.OwnerId, s.Origin) = (owner.Id, SystemUserOrigin.MadeHere)
        );
        await app.GivenTokenAsync(made, TokenState.Active, app.Time.GetUtcNow().AddDays(20));
        await app.GivenTokenAsync(made, TokenState.Revoked);
        await app.GivenSystemUserAsync(portfolio, "rows found sync");
        await app.GivenSystemUserAsync(portfolio, "rows control", s => s.Role = "ADMIN", PagesApp.ControlGraphId);
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var rows = Rows(await browser.GetAsync("/SystemUsers"));

        Assert.Equal(["rows ads reporting", "rows control", "rows found sync"], rows.Select(r => r["Name"]));
        Assert.Equal(
            ("Rows", "Employee", "Maria Lindqvist", "0", "1", "in 20 days"),
            (
                rows[0]["Portfolio"],
                rows[0]["Role"],
                rows[0]["Owner"],
                rows[0]["Grants"],
                rows[0]["Tokens"],
                rows[0]["Next expiry"]
            )
        );
        Assert.Equal("Admin", rows[1]["Role"]);
        Assert.Equal(("nobody", "not known"), (rows[2]["Owner"], rows[2]["Tokens"]));
    }

    [Theory]
    [InlineData("q=LINDQ", "filter owned")]
    [InlineData("q=weekly", "filter owned")]
    [InlineData("q=filter+a", "filter admin")]
    [InlineData("origin=MadeHere", "filter owned")]
    [InlineData("owner=none", "filter admin,filter found")]
    [InlineData("role=admin", "filter admin")]
    [InlineData("owner=none&role=admin", "filter admin")]
    public async Task Filters_stand_in_the_address(string query, string expected)
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Filter {Guid.NewGuid()}");
        var owner = await app.AddAsync(Person.Called("Maria Lindqvist"));
        await app.GivenSystemUserAsync(
            portfolio,
            "filter owned",
            s => (s.OwnerId, s.Origin, s.Purpose) = (owner.Id, SystemUserOrigin.MadeHere, "Weekly report")
        );
        await app.GivenSystemUserAsync(portfolio, "filter found");
        await app.GivenSystemUserAsync(portfolio, "filter admin", s => s.Role = "ADMIN");
        var browser = await app.SignInAsAdministratorAsync();

        var page = await browser.GetAsync($"/SystemUsers?portfolio={portfolio.Id}&{query}");

        Assert.Equal(expected.Split(','), Rows(page).Select(r => r["Name"]));
        var (name, value) = (query.Split('&')[0].Split('=')[0], query.Split('&')[0].Split('=')[1].Replace('+', ' '));
        var field = page.Form([name]).QuerySelector($"[name='{name}']");
        Assert.Equal(value, Page.Values(page.Form([name])).Single(v => v.Key == name).Value);
        Assert.NotNull(field);
    }

    [Fact]
    public async Task A_long_list_goes_on_page_by_page_and_keeps_its_filters()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Long");
        await app.InDatabaseAsync(async db =>
        {
            for (var i = 0; i < 53; i++)
            {
                var one = new SystemUser
                {
                    PortfolioId = portfolio.Id,
                    AppId = "1",
                    GraphId = $"{portfolio.Id}-{i}",
                    Name = "",
                    Role = "EMPLOYEE",
                };
                one.Rename($"long list {i:00}");
                db.SystemUsers.Add(one);
            }
            return await db.SaveChangesAsync();
        });
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var first = await browser.GetAsync("/SystemUsers?q=long");
        var next = first.Document.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        var second = await browser.GetAsync(next);

        Assert.Equal(50, Rows(first).Count);
        Assert.Contains("q=long", next);
        Assert.Equal(["long list 50", "long list 51", "long list 52"], Rows(second).Select(r => r["Name"]));
        Assert.Null(second.Document.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task Those_of_another_portfolio_are_not_shown()
    {
        var mine = await app.GivenActingPortfolioAsync("Mine");
        var other = await app.GivenActingPortfolioAsync("Other");
        await app.GivenSystemUserAsync(mine, "mine only");
        await app.GivenSystemUserAsync(other, "other only");
        var browser = await app.SignInAsync(Role.Administrator, mine.Id);

        foreach (var query in new[] { "", $"?portfolio={other.Id}", "?q=only" })
            Assert.DoesNotContain("other only", (await browser.GetAsync($"/SystemUsers{query}")).Text);
        Assert.DoesNotContain("Other", (await browser.GetAsync("/SystemUsers")).Text);
    }

    [Fact]
    public async Task Creating_is_off_for_auditors_with_the_reason()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Off");
        var page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/SystemUsers");
        Assert.Null(page.Document.QuerySelector("a[href='/SystemUsers/Create']"));
        Assert.Contains("Only administrators create system users.", page.Text);
    }

    private static List<Dictionary<string, string>> Rows(Page page) =>
        [
            .. page
                .Document.QuerySelectorAll("#results tbody tr")
                .Select(row =>
                    row.QuerySelectorAll("td")
                        .ToDictionary(cell => cell.GetAttribute("data-label")!, cell => cell.TextContent.Trim())
                        .Append(KeyValuePair.Create("Name", row.QuerySelector("th a")!.TextContent.Trim()))
                        .ToDictionary()
                ),
        ];

    private static DatabaseProvider ProviderOf(PagesApp app) =>
        app is SqlitePagesApp ? DatabaseProvider.Sqlite : DatabaseProvider.Postgres;
}
