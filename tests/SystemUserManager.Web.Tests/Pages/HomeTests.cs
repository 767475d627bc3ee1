using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages;

public abstract class HomeTests(WebApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : HomeTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : HomeTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task What_needs_a_person_comes_before_what_runs_and_what_is_done_is_left_out()
    {
        var portfolio = await app.GivenConnectedAsync("Home North");
        await app.GivenOperationAsync(portfolio, o => o.AskFor("Decide.", [OperationChoice.TryAgain]), "Stuck one");
        await app.GivenOperationAsync(portfolio, o => o.Wait(app.Time.GetUtcNow().AddHours(1), null), "Waiting one");
        await app.GivenOperationAsync(
            portfolio,
            o => o.End(OperationState.Done, "Done.", app.Time.GetUtcNow()),
            "Old one"
        );

        var page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/");

        Assert.Equal(
            ["Needs attention", "Under way", "Portfolios", "Inventory", "Tokens by expiry"],
            page.Document.QuerySelectorAll("main .section h2").Select(h => h.TextContent)
        );
        Assert.Equal("Stuck one", page.Document.QuerySelector("[aria-labelledby=attention] tbody a")!.TextContent);
        Assert.Equal("Waiting one", page.Document.QuerySelector("[aria-labelledby=running] tbody a")!.TextContent);
        Assert.DoesNotContain("Old one", page.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task Slots_tokens_that_end_soon_and_the_age_of_the_reading_are_told()
    {
        var portfolio = await app.GivenConnectedAsync("Slots", p => p.LastReadAt = app.Time.GetUtcNow().AddHours(-3));
        var ending = await app.GivenSystemUserAsync(portfolio, "ends soon");
        await app.GivenSystemUserAsync(portfolio, "another");
        await app.SaveAsync(db =>
        {
            var token = new Token
            {
                PortfolioId = portfolio.Id,
                SystemUserId = ending.Id,
                AppId = portfolio.AppId,
                Scopes = "ads_read",
                SecretName = "meta-slots-ends-soon",
                IssueOperationId = 999,
                IssuedAt = app.Time.GetUtcNow(),
                ExpiresAt = app.Time.GetUtcNow().AddDays(9),
            };
            db.TokenStateVersions.Add(token.Enter(TokenState.Active, app.Time.GetUtcNow()));
            db.Tokens.Add(token);
            return Task.FromResult(token);
        });

        var page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/");

        var row = page.Document.QuerySelector("[aria-labelledby=portfolios] tbody tr")!;
        Assert.Equal("2 of 10 slots", row.QuerySelector("[data-label='System users']")!.TextContent);
        Assert.Equal("3 hours ago", row.QuerySelector("[data-label='Last read'] time")!.TextContent);
        var expiring = page.Document.QuerySelector("[aria-labelledby=expiring] tbody tr")!;
        Assert.Equal($"/SystemUsers/{ending.Id}", expiring.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("in 9 days", expiring.QuerySelector("time")!.TextContent);
    }

    [FactOnOneDatabase]
    public async Task What_is_without_an_owner_is_counted_and_one_click_away()
    {
        var portfolio = await app.GivenConnectedAsync("Owners");
        await app.GivenSystemUserAsync(portfolio, "owned by somebody", owner: "Maria Lindqvist");
        await app.GivenSystemUserAsync(portfolio, "owned by nobody");
        await app.GivenSystemUserAsync(portfolio, "owned by no one");
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var home = await browser.GetAsync("/");
        var link = home.Document.QuerySelector("main a[href='/SystemUsers?owner=none']")!;
        Assert.Equal(
            "2 without an owner",
            string.Join(' ', link.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        );
        var list = await browser.GetAsync(link.GetAttribute("href")!);

        Assert.Equal(["owned by no one", "owned by nobody"], list.Rows());
        Assert.Equal(3, (await browser.GetAsync("/SystemUsers")).Rows().Count());
    }

    [FactOnOneDatabase]
    public async Task Who_only_reads_finds_the_grants_first()
    {
        var portfolio = await app.GivenConnectedAsync("Read me");
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/");
        Assert.Equal("Asset grants", auditor.Document.QuerySelector("main h2")!.TextContent);
        var offboarder = await (await app.SignInAsync(Role.Offboarder, portfolio.Id)).GetAsync("/");
        Assert.NotEqual("Asset grants", offboarder.Document.QuerySelector("main h2")!.TextContent);
    }

    [FactOnOneDatabase]
    public async Task Lost_access_stands_on_every_page_of_those_who_may_see_the_portfolio()
    {
        var lost = await app.GivenConnectedAsync(
            "Lost",
            p =>
            {
                p.State = PortfolioState.NoAccess;
                p.NoAccessSince = new DateTimeOffset(2026, 11, 23, 7, 30, 0, TimeSpan.Zero);
                p.NoAccessReason = "the control token was revoked";
            }
        );
        var other = await app.GivenConnectedAsync("Other");

        var seen = await (await app.SignInAsync(Role.Auditor, lost.Id)).GetAsync("/Account");
        Assert.Contains(
            "Lost: no access since 2026-11-23 07:30 UTC: the control token was revoked. Nothing has been read since.",
            seen.Document.QuerySelector(".banner-bad")!.TextContent,
            StringComparison.Ordinal
        );
        var foreign = await (await app.SignInAsync(Role.Auditor, other.Id)).GetAsync("/Account");
        Assert.Null(foreign.Document.QuerySelector(".banner-bad"));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(PortfolioMode.ObserveAndAct, "It could not be renewed by itself yet.")]
    [Row(PortfolioMode.ObserveOnly, "switch to Observe and act, or replace it.")]
    public async Task A_renewal_in_vain_is_told_where_one_is_tried_and_elsewhere_what_helps(
        PortfolioMode mode,
        string said
    )
    {
        var ending = await app.GivenConnectedAsync(
            "Ending",
            p => (p.Mode, p.ControlTokenExpiresAt) = (mode, app.Time.GetUtcNow().AddDays(9))
        );
        await app.GivenOperationAsync(
            ending,
            o => o.End(OperationState.Failed, "It has a secret of its own.", app.Time.GetUtcNow()),
            kind: OperationKind.RenewControlToken
        );

        var seen = await (await app.SignInAsync(Role.Auditor, ending.Id)).GetAsync("/Account");

        Assert.Contains(said, seen.Document.QuerySelector(".banner-warning")!.TextContent, StringComparison.Ordinal);
    }
}
