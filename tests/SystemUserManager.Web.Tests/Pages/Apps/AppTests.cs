using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Apps;

/// <summary>Another app of a portfolio: where it is added, what was seen through it, and for which app a token is.</summary>
public abstract class AppTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AppTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AppTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task A_portfolio_leads_to_its_other_apps_and_to_adding_one()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Portfolios/{portfolio.Id}";
        Assert.Contains("A token is always for one app", (await browser.GetAsync(path)).Text);

        var (shop, _) = await app.GivenAppAsync(portfolio, "Shop app", "shop sync");
        var page = await browser.GetAsync(path);

        Assert.NotNull(page.Document.QuerySelector($"main a[href='/Apps/{shop.Id}']"));
        Assert.Contains("1 not known", page.Text);
        Assert.NotNull(page.Document.QuerySelector($"main a[href='{path}/Apps/Add']"));
        var auditor = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync(path);
        Assert.Null(auditor.Document.QuerySelector($"main a[href='{path}/Apps/Add']"));
    }

    [FactOnOneDatabase]
    public async Task A_finding_about_a_control_token_stands_on_the_page_of_its_portfolio_and_of_its_own_app()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var control = await app.GivenSystemUserAsync(portfolio, "control", graphId: PagesApp.ControlGraphId);
        var (shop, _) = await app.GivenAppAsync(portfolio, "Shop app", "shop sync");
        var (blog, _) = await app.GivenAppAsync(portfolio, "Blog app", "blog sync");
        var ends = new Finding
        {
            PortfolioId = portfolio.Id,
            Kind = FindingKind.ControlTokenEnding,
            ObjectKey = shop.AppId,
            SystemUserId = control.Id,
            FirstSeenAt = app.Time.GetUtcNow(),
        };
        await app.AddAsync(ends);
        // What is only about the system user stands with that alone.
        var noOwner = await app.GivenFindingAsync(control, FindingKind.NoOwner);
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        Assert.Equal([$"/Findings/{ends.Id}"], await FindingsAsync($"/Portfolios/{portfolio.Id}"));
        Assert.Equal([$"/Findings/{ends.Id}"], await FindingsAsync($"/Apps/{shop.Id}"));
        Assert.Empty(await FindingsAsync($"/Apps/{blog.Id}"));
        Assert.Contains($"/Findings/{noOwner.Id}", await FindingsAsync($"/SystemUsers/{control.Id}"));

        async Task<IEnumerable<string?>> FindingsAsync(string path) =>
            (await browser.GetAsync(path))
                .Document.QuerySelectorAll("[data-finding] .note-title a")
                .Select(a => a.GetAttribute("href"));
    }

    [FactOnOneDatabase]
    public async Task A_value_that_looks_like_a_token_is_refused_and_not_shown_again()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var token = $"EAA{new string('x', 60)}";

        var page = await browser.PostFormAsync(
            $"/Portfolios/{portfolio.Id}/Apps/Add",
            new()
            {
                ["Input.AppId"] = "1300000000000009",
                ["Input.ControlTokenSecret"] = token,
                ["Input.AppSecretSecret"] = "shop-app-secret",
                ["Input.Reason"] = "The shop uses it",
            }
        );

        Assert.Contains(
            "looks like a token",
            page.Document.GetElementById("Input_ControlTokenSecret-error")!.TextContent
        );
        Assert.DoesNotContain(token, page.Text);
        Assert.Equal("shop-app-secret", page.Document.GetElementById("Input_AppSecretSecret")!.GetAttribute("value"));
        Assert.Empty(await app.OperationsAsync(portfolio.Id));
    }

    [FactOnOneDatabase]
    public async Task What_is_known_of_an_app_stands_in_the_form_that_replaces_its_secrets()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var (shop, _) = await app.GivenAppAsync(portfolio, "Shop app", "shop sync");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Portfolios/{portfolio.Id}/Apps/Add?app={shop.Id}";

        Assert.Equal(
            shop.AppId,
            (await browser.GetAsync(path)).Document.GetElementById("Input_AppId")!.GetAttribute("value")
        );
        var other = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var everywhere = await app.SignInAsync(Role.Administrator);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await everywhere.GetAsync($"/Portfolios/{other.Id}/Apps/Add?app={shop.Id}")).Status
        );
    }

    [FactOnOneDatabase]
    public async Task What_could_not_be_told_apart_is_said_by_a_person_and_can_be_undone()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "shop sync");
        var (shop, seen) = await app.GivenAppAsync(portfolio, "Shop app", "shop sync");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var page = await browser.GetAsync($"/Apps/{shop.Id}");
        Assert.Contains("it isn't known which one it is here", Words(page));
        Assert.NotNull(page.Document.QuerySelector($"main a[href='/Apps/Join/{seen.Id}']"));

        await JoinAsync(browser, seen, systemUser);
        page = await browser.GetAsync($"/Apps/{shop.Id}");
        Assert.DoesNotContain("it isn't known which one it is here", Words(page));
        Assert.NotNull(page.Document.QuerySelector($"main a[href='/SystemUsers/{systemUser.Id}']"));
        Assert.Contains("Say which system user it is", page.Text);
        Assert.Contains("Shop app", (await browser.GetAsync($"/SystemUsers/{systemUser.Id}")).Text);

        await JoinAsync(browser, seen, null);
        Assert.Null(
            await app.InDatabaseAsync(db =>
                db.AppScopedSystemUsers.Where(s => s.Id == seen.Id).Select(s => s.SystemUserId).SingleAsync()
            )
        );
    }

    [FactOnOneDatabase]
    public async Task Tokens_are_issued_and_registered_for_the_app_that_is_chosen()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var (shop, seen) = await app.GivenAppAsync(portfolio, "Shop app", "shop sync");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        foreach (
            var (act, field, value) in new[]
            {
                ("Issue", "Input.Scopes", "ads_read"),
                ("Register", "Input.Secret", "shop-token"),
            }
        )
        {
            var systemUser = await app.GivenSystemUserAsync(portfolio, $"shop sync {act}");
            var path = $"/SystemUsers/{systemUser.Id}/Tokens/{act}";
            Assert.Null((await browser.GetAsync(path)).Document.GetElementById("Input_App"));
            await app.SaveAsync(async db =>
            {
                (await db.AppScopedSystemUsers.SingleAsync(s => s.Id == seen.Id)).SystemUserId = systemUser.Id;
                return 0;
            });

            Assert.Equal(
                2,
                (await browser.GetAsync(path)).Document.GetElementById("Input_App")!.QuerySelectorAll("option").Length
            );
            var answer = await browser.PostFormAsync(
                path,
                new()
                {
                    ["Input.App"] = $"{shop.Id}",
                    ["Input.Owner"] = "Maria Lindqvist <maria@example.com>",
                    ["Input.Purpose"] = "Fills the shop",
                    [field] = value,
                    ["Input.Reason"] = "The shop uses it",
                }
            );

            Assert.True(answer.IsRedirect, answer.Text);
            var operation = (await app.OperationsAsync(portfolio.Id))[^1];
            Assert.Equal(shop.Id, operation.PortfolioAppId);
        }
    }

    [FactOnOneDatabase]
    public async Task A_removed_app_is_gone_and_one_whose_tokens_live_says_what_to_do_first()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var (shop, _) = await app.GivenAppAsync(portfolio, "Shop app", "shop sync");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "shop sync");
        var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
        await app.SaveAsync(db =>
            db.Tokens.Where(t => t.Id == token.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.AppId, shop.AppId))
        );
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Apps/{shop.Id}/Remove";
        var form = new Dictionary<string, string> { ["Input.Reason"] = "It moved" };

        var refused = await browser.PostFormAsync(path, form);
        Assert.Contains("Revoke it first", refused.Text);
        Assert.NotNull(refused.Document.QuerySelector($"main a[href='/Tokens/{token.Id}']"));
        await app.SaveAsync(db =>
            db.Tokens.Where(t => t.Id == token.Id)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.State, TokenState.Revoked))
        );

        Assert.Equal($"/Portfolios/{portfolio.Id}", (await browser.PostFormAsync(path, form)).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/Apps/{shop.Id}")).Status);
    }

    [FactOnOneDatabase]
    public async Task Every_page_says_which_app_stopped_working_or_will()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"App {Guid.NewGuid()}");
        var (shop, _) = await app.GivenAppAsync(portfolio, $"Shop {Guid.NewGuid():N}", "shop sync");
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);
        Assert.DoesNotContain(shop.Name, (await browser.GetAsync("/Grants")).Text);

        await ChangeAsync(shop, a => a.ControlTokenExpiresAt = app.Time.GetUtcNow().AddDays(19));
        Assert.Contains($"for {shop.Name} of {portfolio.Name} ends on", (await browser.GetAsync("/Grants")).Text);
        await ChangeAsync(shop, a => a.LoseAccess("Meta refused its control token", app.Time.GetUtcNow()));
        var page = await browser.GetAsync("/Grants");

        Assert.Contains($"{shop.Name} of {portfolio.Name}: no access since", page.Text);
        Assert.NotNull(page.Document.QuerySelector($"a[href='/Apps/{shop.Id}']"));
    }

    private Task<int> ChangeAsync(PortfolioApp shop, Action<PortfolioApp> change) =>
        app.SaveAsync(async db =>
        {
            change(await db.PortfolioApps.SingleAsync(a => a.Id == shop.Id));
            return 0;
        });

    private static string Words(Host.Page page) =>
        string.Join(' ', page.Document.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task JoinAsync(Browser browser, AppScopedSystemUser seen, SystemUser? systemUser)
    {
        var answer = await browser.PostFormAsync(
            $"/Apps/Join/{seen.Id}",
            new() { ["Input.SystemUserId"] = $"{systemUser?.Id}", ["Input.Reason"] = "Compared in Meta's pages" }
        );
        Assert.True(answer.IsRedirect, answer.Text);
    }
}
