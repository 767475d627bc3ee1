using SystemUserManager.Audit;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Audit;

public abstract class AuditTests(WebApp app)
{
    public sealed class OnSqlite(SqliteWebApp app) : AuditTests(app), IClassFixture<SqliteWebApp>;

    public sealed class OnPostgres(PostgresWebApp app) : AuditTests(app), IClassFixture<PostgresWebApp>;

    [Fact]
    public async Task The_log_is_read_page_by_page_newest_first_without_doubles_or_gaps()
    {
        var portfolio = await app.GivenConnectedAsync("Long log");
        await WriteAsync(portfolio, [.. Enumerable.Range(0, 230).Select(i => $"Act {i:000}")]);
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        Assert.Equal(
            Enumerable.Range(0, 230).Reverse().Select(i => $"Act {i:000}"),
            await auditor.AllRowsAsync("/Audit")
        );
    }

    [Fact]
    public async Task Each_filter_narrows_the_log()
    {
        var portfolio = await app.GivenConnectedAsync("Filtered log");
        await WriteAsync(portfolio, "Filtered act");
        await WriteAsync(portfolio, AuditOutcome.Failed, "Failed act");
        app.Time.Advance(TimeSpan.FromDays(1));
        await WriteAsync(portfolio, "Tomorrow's act");
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);
        var day = $"{app.Time.GetUtcNow():yyyy-MM-dd}";

        Assert.Equal(["Tomorrow's act", "Failed act", "Filtered act"], await auditor.AllRowsAsync("/Audit"));
        Assert.Equal(["Filtered act"], await auditor.AllRowsAsync("/Audit?Search=filtered+ACT"));
        Assert.Equal(["Failed act"], await auditor.AllRowsAsync("/Audit?Outcome=Failed"));
        Assert.Equal(["Tomorrow's act"], await auditor.AllRowsAsync($"/Audit?Day={day}"));
        Assert.Equal(3, (await auditor.AllRowsAsync($"/Audit?PortfolioId={portfolio.Id}")).Count);
        Assert.Empty(await auditor.AllRowsAsync("/Audit?OperationId=12345"));
        var page = await auditor.GetAsync($"/Audit?Day={day}");
        Assert.Equal(day, page.Document.QuerySelector("[name=Day]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Rows_of_others_and_of_no_portfolio_are_for_those_who_see_all()
    {
        var (mine, foreign) = (await app.GivenConnectedAsync("My log"), await app.GivenConnectedAsync("Their log"));
        await WriteAsync(mine, "My act");
        await WriteAsync(foreign, "Their act");
        var chosen = await app.SignInAsync(Role.Auditor, mine.Id);
        Assert.Equal(["My act"], await chosen.AllRowsAsync("/Audit"));
        Assert.Empty(await chosen.AllRowsAsync($"/Audit?PortfolioId={foreign.Id}"));

        var all = await (await app.SignInAsync(Role.Auditor)).AllRowsAsync("/Audit?Search=sign+in");
        Assert.Contains("Sign in", all);
    }

    [Fact]
    public async Task A_row_shows_what_was_before_and_after_and_its_seal()
    {
        var portfolio = await app.GivenConnectedAsync("Row");
        await WriteAsync(portfolio, "Show me <b>");
        var page = await (await app.SignInAsync(Role.Auditor, portfolio.Id)).GetAsync("/Audit?Search=show+me");
        var row = (await app.AuditAsync()).Single(e => e.Action == "Show me <b>");
        var details = page.Document.QuerySelector("tbody details")!;
        foreach (var text in new[] { "it was so", "it is so", $"{row.Sequence}", row.Hash })
            Assert.Contains(text, details.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "because",
            page.Document.QuerySelector("[data-label=Reason]")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Empty(page.Document.QuerySelectorAll("tbody b"));
    }

    private Task<int> WriteAsync(Portfolio portfolio, params string[] actions) =>
        WriteAsync(portfolio, AuditOutcome.Succeeded, actions);

    private Task<int> WriteAsync(Portfolio portfolio, AuditOutcome outcome, params string[] actions) =>
        app.SaveAsync(async db =>
        {
            foreach (var action in actions)
            {
                db.Audit(
                    new AuditRecord
                    {
                        Action = action,
                        Outcome = outcome,
                        ObjectType = "Portfolio",
                        ObjectId = () => "1",
                        ObjectLabel = portfolio.Name,
                        PortfolioId = () => portfolio.Id,
                        Before = "it was so",
                        After = "it is so",
                        Reason = "because",
                    }
                );
                await db.SaveChangesAsync();
            }

            return actions.Length;
        });
}
