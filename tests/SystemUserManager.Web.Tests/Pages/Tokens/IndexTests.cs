using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Tokens;

/// <summary>The list of all tokens that are known.</summary>
public abstract class IndexTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : IndexTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : IndexTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task Where_none_is_known_it_says_that_there_may_be_some_and_where_to_look()
    {
        var portfolio = await app.GivenActingPortfolioAsync("No token");
        var administrator = await app.SignInAsync(Role.Administrator, portfolio.Id);

        var empty = (await administrator.GetAsync("/Tokens")).Document.QuerySelector(".empty-state")!;

        Assert.Equal(
            "No token is known. That doesn't mean that none exists.",
            empty.QuerySelector(".empty-title")!.TextContent
        );
        Assert.Equal($"/Portfolios/{portfolio.Id}/Secrets", empty.QuerySelector("a.btn")!.GetAttribute("href"));
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/Tokens");
        Assert.Empty(auditor.Document.QuerySelectorAll(".empty-state a"));
    }

    [Fact]
    public async Task They_are_read_page_by_page_those_that_end_first_on_top_and_those_that_never_end_at_last()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Many tokens");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "many tokens");
        var ids = new List<(long Id, DateTimeOffset? Ends)>();
        for (var i = 0; i < 105; i++)
        {
            // Three end at one moment; every tenth never does, or it isn't known.
            DateTimeOffset? ends = i % 10 == 9 ? null : app.Time.GetUtcNow().AddDays(60 - (i / 3));
            ids.Add((await GivenAsync(systemUser, t => (t.ExpiresAt, t.NeverExpires) = (ends, ends is null)), ends));
        }

        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        Assert.Equal(
            ids.OrderBy(t => t.Ends is null).ThenBy(t => t.Ends).ThenBy(t => t.Id).Select(t => $"Token {t.Id}"),
            await auditor.AllRowsAsync("/Tokens")
        );
        var never = await auditor.AllRowsAsync("/Tokens?Ends=never");
        Assert.Equal(ids.Where(t => t.Ends is null).Select(t => $"Token {t.Id}"), never);
    }

    [Fact]
    public async Task Filters_stand_in_the_address_and_each_row_leads_to_its_token()
    {
        var account = await app.GivenAccountAsync(Role.Auditor);
        var (portfolio, other) = (
            await app.GivenActingPortfolioAsync($"Shop {Guid.NewGuid()}"),
            await app.GivenActingPortfolioAsync($"Other {Guid.NewGuid()}")
        );
        var here = await app.InDatabaseAsync(db => db.People.SingleAsync(p => p.AccountId == account.Id));
        var left = Person.Called("Otto Left");
        left.LeftAt = app.Time.GetUtcNow();
        await app.AddAsync(left);
        var mine = await app.GivenSystemUserAsync(portfolio, "shop feed", s => s.OwnerId = here.Id);
        var gone = await app.GivenSystemUserAsync(portfolio, "shop reports", s => s.OwnerId = left.Id);
        var nobodys = await app.GivenSystemUserAsync(other, "other sync");
        var now = app.Time.GetUtcNow();
        var feed = await GivenAsync(mine, t => (t.ExpiresAt, t.SecretName) = (now.AddDays(5), "meta-1-shop-feed"));
        var reports = await GivenAsync(gone, t => t.ExpiresAt = now.AddDays(20));
        var sync = await GivenAsync(nobodys, t => t.ExpiresAt = now.AddDays(50), appId: "77");
        var dead = (await app.GivenTokenAsync(mine, TokenState.Revoked, now.AddDays(3))).Id;
        await app.InDatabaseAsync(db =>
            db.Portfolios.Where(p => p.Id == portfolio.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.AppName, "Marketing Hub"))
        );
        await app.AddAsync(
            new PortfolioLabel
            {
                PortfolioId = other.Id,
                Label = "Tokens test",
                LabelKey = "tokens test",
            }
        );
        var browser = await app.SignInAsync(account.Email!);
        foreach (
            var (query, expected) in new (string, long[])[]
            {
                ($"PortfolioId={portfolio.Id}", [feed, reports]),
                ($"PortfolioId={portfolio.Id}&State=any", [dead, feed, reports]),
                ($"PortfolioId={portfolio.Id}&State=Revoked", [dead]),
                ($"PortfolioId={portfolio.Id}&Ends=7", [feed]),
                ($"PortfolioId={portfolio.Id}&Ends=30", [feed, reports]),
                ("Owner=Mine", [feed]),
                ($"Owner=Left&PortfolioId={portfolio.Id}", [reports]),
                ($"Owner=Nobody&PortfolioId={other.Id}", [sync]),
                ("App=77", [sync]),
                ("Label=TOKENS+test", [sync]),
                ("Search=SHOP-feed", [feed]),
                ("Search=shop+rep", [reports]),
                ("Search=otto+left", [reports]),
            }
        )
        {
            var page = await browser.GetAsync($"/Tokens?{query}");
            Assert.True(expected.Select(id => $"Token {id}").SequenceEqual(page.Rows()), $"{query}: {page.Text}");
            var (name, value) = (query.Split('&')[^1].Split('=')[0], query.Split('&')[^1].Split('=')[1]);
            Assert.Equal(
                value.Replace('+', ' '),
                Page.Values(page.Form([name])).Last(v => v.Key == name).Value,
                ignoreCase: true
            );
        }

        var row = (await browser.GetAsync("/Tokens?Search=shop-feed")).Document.QuerySelector("#results tbody tr")!;
        Assert.Equal($"/Tokens/{feed}", row.QuerySelector("th a")!.GetAttribute("href"));
        Assert.Equal("Marketing Hub", row.QuerySelector("[data-label=App]")!.TextContent);
        Assert.Equal(here.Name, row.QuerySelector("[data-label=Owner]")!.TextContent);
        Assert.Contains("in 5 days", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("No token fits", (await browser.GetAsync("/Tokens?Search=zzz")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_says_when_it_was_last_checked_and_the_page_how_old_the_oldest_check_is()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Checked");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "checked tokens");
        var now = app.Time.GetUtcNow();
        var asked = await GivenAsync(
            systemUser,
            t => (t.ProvedAt, t.HealthCheckedAt) = (now.AddDays(-9), now.AddHours(-3))
        );
        var proved = await GivenAsync(
            systemUser,
            t => (t.ProvedAt, t.HealthCheckedAt) = (now.AddDays(-2), now.AddDays(-4))
        );
        var never = await GivenAsync(systemUser, t => t.SecretName = "meta-1-never-checked");
        // One that is dead isn't asked about, however long ago it was.
        await app.AddAsync(await DeadAsync(systemUser, now.AddDays(-40)));
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var page = await browser.GetAsync("/Tokens?State=any");

        Assert.Equal(
            "Meta is asked about each live token once a day, the oldest check 2 days ago · 1 was never checked",
            Words(page.Document.QuerySelector("[data-checks]")!)
        );
        var cells = page
            .Document.QuerySelectorAll("#results tbody tr")
            .ToDictionary(
                r => r.QuerySelector("th a")!.TextContent,
                r => Words(r.QuerySelector("[data-label=Checked]")!)
            );
        Assert.Equal(("3 hours ago", "2 days ago"), (cells[$"Token {asked}"], cells[$"Token {proved}"]));
        Assert.Equal("never", cells[$"Token {never}"]);
        Assert.Contains("isn’t asked about", cells.Values);
        // Of what the filter leaves.
        Assert.Equal(
            "Meta is asked about each live token once a day. · 1 was never checked",
            Words((await browser.GetAsync("/Tokens?Search=never-checked")).Document.QuerySelector("[data-checks]")!)
        );
        Assert.Null((await browser.GetAsync("/Tokens?State=Revoked")).Document.QuerySelector("[data-checks]"));

        async Task<Token> DeadAsync(SystemUser of, DateTimeOffset at)
        {
            var issue = await app.GivenOperationAsync(of, OperationKind.CreateSystemUser);
            var token = new Token
            {
                PortfolioId = of.PortfolioId,
                SystemUserId = of.Id,
                AppId = "1",
                SecretName = "meta-1-dead",
                HealthCheckedAt = at,
                IssueOperationId = issue.Id,
            };
            token.Enter(TokenState.Revoked, at);
            return token;
        }

        static string Words(AngleSharp.Dom.IElement element) =>
            string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Those_of_another_portfolio_are_not_shown_whatever_is_asked_for()
    {
        var (mine, foreign) = (
            await app.GivenActingPortfolioAsync("Mine of tokens"),
            await app.GivenActingPortfolioAsync("Foreign of tokens")
        );
        var secret = await GivenAsync(
            await app.GivenSystemUserAsync(foreign, "foreign sync"),
            t => t.SecretName = "meta-2-foreign",
            appId: "foreign-app"
        );
        var browser = await app.SignInAsync(Role.Administrator, mine.Id);

        foreach (var query in new[] { "", "?State=any", $"?PortfolioId={foreign.Id}", "?Search=foreign" })
        {
            var text = (await browser.GetAsync($"/Tokens{query}")).Document.QuerySelector("main")!.TextContent;
            Assert.DoesNotContain($"Token {secret}", text, StringComparison.Ordinal);
            Assert.DoesNotContain("foreign-app", text, StringComparison.Ordinal);
        }
    }

    private async Task<long> GivenAsync(SystemUser systemUser, Action<Token>? and = null, string appId = "1")
    {
        var issue = await app.GivenOperationAsync(systemUser, OperationKind.CreateSystemUser);
        var token = new Token
        {
            PortfolioId = systemUser.PortfolioId,
            SystemUserId = systemUser.Id,
            AppId = appId,
            Scopes = "ads_read",
            IssuedAt = app.Time.GetUtcNow(),
            SecretName = "meta-1-some-secret",
            SecretVersion = "v1",
            IssueOperationId = issue.Id,
        };
        token.Enter(TokenState.Active, app.Time.GetUtcNow());
        and?.Invoke(token);
        return (await app.AddAsync(token)).Id;
    }
}
