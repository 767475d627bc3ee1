using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Portfolios;

public abstract class PortfolioTests(WebApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : PortfolioTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : PortfolioTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task A_portfolio_of_others_is_in_no_list_and_not_found()
    {
        var mine = await app.GivenConnectedAsync("Mine");
        var foreign = await app.GivenConnectedAsync("Foreign");
        var administrator = await app.SignInAsync(Role.Administrator, mine.Id);

        var list = await administrator.GetAsync("/Portfolios");
        Assert.Equal(["Mine"], list.Document.QuerySelectorAll("tbody th a").Select(a => a.TextContent));
        foreach (var page in new[] { "", "/Mode", "/Read" })
        {
            var path = $"/Portfolios/{foreign.Id}{page}";
            Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync(path)).Status);
        }
        var send = await administrator.GetAsync($"/Portfolios/{mine.Id}/Mode");
        var values = Page.Values(send.Form(["Input.Reason"]))
            .Where(v => v.Key != "Input.Reason")
            .Append(new("Input.Reason", "x"));
        var sent = await administrator.SendAsync(
            HttpMethod.Post,
            $"/Portfolios/{foreign.Id}/Mode",
            new FormUrlEncodedContent(values)
        );
        Assert.Equal(HttpStatusCode.NotFound, sent.Status);
    }

    [FactOnOneDatabase]
    public async Task What_is_known_is_told_and_what_is_not_known_is_said()
    {
        var portfolio = await app.GivenConnectedAsync(
            "Facts",
            p =>
            {
                p.ControlTokenScopes = "ads_management,business_management";
                p.ControlTokenCheckedAt = app.Time.GetUtcNow();
                p.ControlTokenExpiresAt = app.Time.GetUtcNow().AddDays(40);
            }
        );
        await app.GivenSystemUserAsync(portfolio, "one");
        await app.SaveAsync(db =>
        {
            db.SyncParts.Add(
                new SyncPart
                {
                    PortfolioId = portfolio.Id,
                    Edge = "owned_pages",
                    LastCompleteReadAt = app.Time.GetUtcNow(),
                }
            );
            db.SyncParts.Add(
                new SyncPart
                {
                    PortfolioId = portfolio.Id,
                    Edge = "client_pixels",
                    LastCompleteReadAt = new DateTimeOffset(2026, 11, 20, 6, 0, 0, TimeSpan.Zero),
                    LastProblem = "(#200) Permissions error",
                }
            );
            return Task.FromResult(0);
        });

        var page = await (await app.SignInAsync(Role.Auditor)).GetAsync($"/Portfolios/{portfolio.Id}");

        Assert.Contains("in 40 days", page.Text, StringComparison.Ordinal);
        Assert.Contains("1 of 10 used, and the one admin", page.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["ads_management", "business_management"],
            page.Document.QuerySelectorAll(".tag").Select(t => t.TextContent)
        );
        var late = page.Document.QuerySelector("[aria-labelledby=read] tbody tr")!;
        Assert.Equal("Datasets, shared by clients", late.QuerySelector("th")!.TextContent);
        Assert.Contains("Not read since 2026-11-20 06:00 UTC", late.TextContent, StringComparison.Ordinal);
        Assert.Contains("(#200) Permissions error", late.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 parts were read", page.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task One_that_is_not_connected_leads_to_its_checks_and_to_another_try()
    {
        var portfolio = await app.GivenConnectedAsync("Half", p => p.State = PortfolioState.NotConnected);
        var operation = await app.GivenOperationAsync(
            portfolio,
            o => o.End(OperationState.Failed, "Ended.", app.Time.GetUtcNow()),
            "Connect Half",
            OperationKind.ConnectPortfolio
        );

        var page = await (await app.SignInAsAdministratorAsync()).GetAsync($"/Portfolios/{portfolio.Id}");

        Assert.Equal(
            [$"/Operations/{operation.Id}", $"/Portfolios/Connect?From={portfolio.Id}"],
            page.Document.QuerySelectorAll(".note-warning a").Select(a => a.GetAttribute("href"))
        );
        Assert.DoesNotContain("Read again now", page.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task Reading_again_is_one_press_for_those_who_may()
    {
        var portfolio = await app.GivenConnectedAsync("Read again");
        var path = $"/Portfolios/{portfolio.Id}";
        var offboarder = await app.SignInAsync(Role.Offboarder, portfolio.Id);

        var asked = await offboarder.PressAsync(path, "Read again now");

        var operation = await app.ReadAsync(db => db.Operations.SingleAsync(o => o.PortfolioId == portfolio.Id));
        Assert.Equal($"/Operations/{operation.Id}", asked.Location);
        Assert.Equal((OperationKind.ReadPortfolio, "Read again now"), (operation.Kind, operation.Reason));

        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        Assert.Contains(
            "An offboarder or administrator of this portfolio can start one.",
            (await auditor.GetAsync(path)).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.GetAsync($"{path}/Read")).Status);
        var sent = await auditor.SendAsync(HttpMethod.Post, $"{path}/Read", new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
    }

    [FactOnOneDatabase]
    public async Task The_mode_is_switched_with_a_reason_that_stands_in_the_audit_log()
    {
        var portfolio = await app.GivenConnectedAsync("Switch me");
        var administrator = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Portfolios/{portfolio.Id}/Mode";
        Assert.Equal("Switch to Observe only", (await administrator.GetAsync(path)).Heading);

        var without = await administrator.PostFormAsync(path, new() { ["Input.Reason"] = " " });
        Assert.Contains("The reason is missing", without.Text, StringComparison.Ordinal);
        Assert.Equal(PortfolioMode.ObserveAndAct, await ModeAsync(portfolio));

        var switched = await administrator.PostFormAsync(path, new() { ["Input.Reason"] = "Audit week" });

        Assert.Equal($"/Portfolios/{portfolio.Id}", switched.Location);
        var shown = await administrator.GetAsync(switched.Location!);
        Assert.Contains("Switch me is on Observe only now.", shown.Text, StringComparison.Ordinal);
        Assert.Equal(PortfolioMode.ObserveOnly, await ModeAsync(portfolio));
        var row = (await app.AuditAsync()).Last(e => e.PortfolioId == portfolio.Id);
        Assert.Equal(
            ("Change mode", AuditOutcome.Succeeded, "Mode: Observe and act", "Mode: Observe only", "Audit week"),
            (row.Action, row.Outcome, row.Before, row.After, row.Reason)
        );
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(Role.Auditor)]
    [Row(Role.Offboarder)]
    public async Task Who_may_not_switch_the_mode_is_told_who_may(Role role)
    {
        var portfolio = await app.GivenConnectedAsync($"Not for {role}");
        var browser = await app.SignInAsync(role, portfolio.Id);
        var page = await browser.GetAsync($"/Portfolios/{portfolio.Id}");
        Assert.Contains("An administrator of this portfolio can switch it.", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync($"/Portfolios/{portfolio.Id}/Mode")).Status);
    }

    [FactOnOneDatabase]
    public async Task An_administrator_of_another_portfolio_sees_the_form_off_and_is_refused()
    {
        var seen = await app.GivenConnectedAsync("Only read");
        var own = await app.GivenConnectedAsync("Own");
        var account = await app.GivenAccountAsync(Role.Administrator, own.Id);
        await app.SaveAsync(db =>
        {
            db.RoleAssignments.Add(
                new RoleAssignment
                {
                    AccountId = account.Id,
                    Role = Role.Auditor,
                    PortfolioId = seen.Id,
                }
            );
            return Task.FromResult(0);
        });
        var browser = await app.SignInAsync(account.Email!);
        var path = $"/Portfolios/{seen.Id}/Mode";

        Assert.NotNull((await browser.GetAsync(path)).Document.QuerySelector("button[disabled]"));
        var refused = await browser.PostFormAsync(path, new() { ["Input.Reason"] = "Trying" });

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("You may not switch the mode here.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(PortfolioMode.ObserveAndAct, await ModeAsync(seen));
    }

    private Task<PortfolioMode> ModeAsync(Portfolio portfolio) =>
        app.ReadAsync(db => db.Portfolios.Where(p => p.Id == portfolio.Id).Select(p => p.Mode).SingleAsync());
}
