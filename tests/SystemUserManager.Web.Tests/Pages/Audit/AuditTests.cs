using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.TagHelpers;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Audit;

public abstract class AuditTests(WebApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AuditTests(app), IClassFixture<SqlitePagesApp>
    {
        private readonly SqlitePagesApp _app = app;

        [Theory]
        [Trait("Id", "F02")]
        [InlineData(-1)]
        [InlineData(long.MaxValue)]
        public async Task The_log_opens_though_somebody_wrote_a_time_into_it_that_is_none(long ticks)
        {
            var portfolio = await _app.GivenConnectedAsync($"No time {ticks}");
            await WriteAsync(portfolio, "Changed act", "Another act");
            await _app.SaveAsync(db =>
                db.Database.ExecuteSqlAsync(
                    $"""UPDATE "AuditEvents" SET "At" = {ticks} WHERE "Action" = 'Changed act' AND "PortfolioId" = {portfolio.Id}"""
                )
            );

            var rows = await (await _app.SignInAsync(Role.Auditor, portfolio.Id)).AllRowsAsync("/Audit");

            Assert.Equal(["Another act", "Changed act"], rows);
        }
    }

    public sealed class OnPostgres(PostgresPagesApp app) : AuditTests(app), IClassFixture<PostgresPagesApp>;

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

    [Fact]
    public async Task Who_action_object_and_request_narrow_the_log_and_stand_in_the_address()
    {
        var portfolio = await app.GivenConnectedAsync("More filters");
        await WriteAsync(portfolio, "One act", "Another act");
        var somebody = await app.GivenAccountAsync(Role.Administrator, portfolio.Id);
        var browser = await app.SignInAsync(somebody.Email!);
        await browser.PostFormAsync($"/Portfolios/{portfolio.Id}/Mode", new() { ["Input.Reason"] = "Audit week" });
        var row = (await app.AuditAsync()).Last(e => e.PortfolioId == portfolio.Id);

        Assert.Equal(["Change mode"], await browser.AllRowsAsync($"/Audit?ActorId={somebody.Id}"));
        Assert.Equal(["Another act", "One act"], await browser.AllRowsAsync("/Audit?ActorId=0"));
        Assert.Equal(["One act"], await browser.AllRowsAsync("/Audit?Act=One+act"));
        Assert.Equal(
            ["Change mode"],
            await browser.AllRowsAsync($"/Audit?ObjectType=Portfolio&ObjectId={portfolio.Id}")
        );
        Assert.Equal(3, (await browser.AllRowsAsync("/Audit?ObjectType=Portfolio")).Count);
        Assert.Empty(await browser.AllRowsAsync("/Audit?ObjectType=Token"));
        Assert.Equal(["Change mode"], await browser.AllRowsAsync($"/Audit?RequestId={row.RequestId}"));

        var page = await browser.GetAsync($"/Audit?ActorId={somebody.Id}&Act=Change+mode&ObjectType=Portfolio");
        var filters = page.Form(["Act"]);
        var kept = Page.Values(filters).ToDictionary(v => v.Key, v => v.Value);
        Assert.Equal(
            ($"{somebody.Id}", "Change mode", "Portfolio"),
            (kept["ActorId"], kept["Act"], kept["ObjectType"])
        );
        Assert.NotNull(page.Document.QuerySelector(".more-filters[open]"));
        Assert.Equal(
            ["Anybody", "Nobody, or the tool itself", somebody.Name],
            page.Document.QuerySelectorAll("[name=ActorId] option").Select(o => o.TextContent)
        );
        Assert.Null((await browser.GetAsync("/Audit")).Document.QuerySelector(".more-filters[open]"));
    }

    [Fact]
    public async Task A_change_is_shown_as_what_was_and_what_is_now_and_nothing_else()
    {
        var portfolio = await app.GivenConnectedAsync("Difference");
        await app.SaveAsync(async db =>
        {
            db.Audit(
                Record(portfolio, AuditOutcome.Succeeded, "Change values") with
                {
                    Before = AuditFields.Of(("App", "1"), ("Mode", "Observe only"), ("Vault", "https://a.example")),
                    After = AuditFields.Of(("App", "1"), ("Mode", "Observe and act"), ("Tier", "<b>Full</b>")),
                }
            );
            return await db.SaveChangesAsync();
        });
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var details = (await auditor.GetAsync("/Audit")).Document.QuerySelector("tbody details")!;

        var changes = details
            .QuerySelectorAll("dd.change")
            .Select(dd =>
                string.Join(
                    ' ',
                    $"{dd.PreviousElementSibling!.TextContent} {dd.TextContent}".Split(
                        (char[]?)null,
                        StringSplitOptions.RemoveEmptyEntries
                    )
                )
            );
        Assert.Equal(
            [
                "Mode was Observe only → , is now Observe and act",
                "Vault was https://a.example → , is now none",
                "Tier <b>Full</b>",
            ],
            changes
        );
        Assert.Equal(["Observe only", "https://a.example"], details.QuerySelectorAll("del").Select(d => d.TextContent));
    }

    [Fact]
    public async Task Those_who_see_all_portfolios_verify_the_log_and_see_how_it_stands()
    {
        var auditor = await app.SignInAsync(Role.Auditor);
        Assert.Contains("not verified yet", (await auditor.GetAsync("/Audit")).Text, StringComparison.Ordinal);

        var asked = await auditor.PressAsync("/Audit", "Verify");
        Assert.StartsWith("/Operations/", asked.Location, StringComparison.Ordinal);
        Assert.Equal(asked.Location, (await auditor.PressAsync("/Audit", "Verify")).Location);
        var waiting = await auditor.GetAsync(asked.Location!);
        Assert.Equal(("Verify the audit log", HttpStatusCode.OK), (waiting.Heading, waiting.Status));

        var id = long.Parse(asked.Location!.Split('/')[^1], CultureInfo.InvariantCulture);
        await EndAsync(id, new AuditVerification(1234, 1234, "abc", null, 2, 1200));
        var whole = (await auditor.GetAsync("/Audit")).Document.QuerySelector(".note")!;
        Assert.Contains("note-neutral", whole.ClassName, StringComparison.Ordinal);
        Assert.Contains(
            $"Verified {TimeWords.Exact(app.Time.GetUtcNow())}: 1,234 rows, no gap, each as it was written. It agrees with the 2 anchors",
            whole.TextContent,
            StringComparison.Ordinal
        );

        await EndAsync(
            id,
            new AuditVerification(5, 4, "abc", new BadRow(5, AuditDamage.Removed, "it was removed."), 0, null)
        );
        var page = await auditor.GetAsync("/Audit");
        var alarm = page.Document.QuerySelector("main .note-bad[role=alert]")!;
        Assert.Contains("ALARM", alarm.TextContent, StringComparison.Ordinal);
        var operation = await auditor.GetAsync(asked.Location!);
        Assert.NotNull(operation.Document.QuerySelector(".note-warning"));
    }

    [Fact]
    public async Task Who_sees_one_portfolio_is_told_why_it_can_not_be_verified()
    {
        var portfolio = await app.GivenConnectedAsync("No verify");
        var chosen = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var before = await VerificationsAsync();
        var page = await chosen.GetAsync("/Audit");
        Assert.Contains("Those who see all portfolios can verify", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("form[action*=Verify]"));

        var token = Page.Values(page.Document.Forms.First(f => f.Method == "post"))
            .Single(v => v.Key == "__RequestVerificationToken");
        var sent = await chosen.SendAsync(
            HttpMethod.Post,
            "/Audit?handler=Verify",
            new FormUrlEncodedContent([token, new("RequestKey", Guid.NewGuid().ToString())])
        );
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
        Assert.Equal(before, await VerificationsAsync());
    }

    [Fact]
    public async Task What_was_done_to_an_object_stands_on_its_page_with_the_way_to_all_of_it()
    {
        var portfolio = await app.GivenConnectedAsync("History");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "history tool");
        var other = await app.GivenSystemUserAsync(portfolio, "another tool");
        var mine = await app.GivenOperationAsync(portfolio, o => o.SystemUserId = systemUser.Id, "Change mine");
        var theirs = await app.GivenOperationAsync(portfolio, o => o.SystemUserId = other.Id, "Change theirs");
        await app.SaveAsync(async db =>
        {
            for (var n = 1; n <= 12; n++)
            {
                db.Audit(
                    Record(portfolio, AuditOutcome.Succeeded, $"Step {n} of mine") with
                    {
                        ObjectType = "Operation",
                        ObjectId = () => $"{mine.Id}",
                        OperationId = () => mine.Id,
                    }
                );
            }

            db.Audit(Record(portfolio, AuditOutcome.Failed, "Step of theirs") with { OperationId = () => theirs.Id });
            return await db.SaveChangesAsync();
        });
        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var page = await auditor.GetAsync($"/SystemUsers/{systemUser.Id}");

        var section = page.Document.QuerySelector("section[aria-labelledby=audit-history]")!;
        Assert.Equal(
            Enumerable.Range(3, 10).Reverse().Select(n => $"Step {n} of mine"),
            section.QuerySelectorAll("tbody th").Select(th => th.TextContent.Trim())
        );
        var all = section.QuerySelector(".section-note a")!.GetAttribute("href")!;
        Assert.Equal($"/Audit?ObjectType=SystemUser&ObjectId={systemUser.Id}", all);
        Assert.Equal(12, (await auditor.AllRowsAsync(all)).Count);
    }

    [Fact]
    public async Task An_account_and_a_portfolio_have_their_history_too()
    {
        var portfolio = await app.GivenConnectedAsync("Its own history");
        var administrator = await app.SignInAsAdministratorAsync();
        await administrator.PostFormAsync(
            $"/Portfolios/{portfolio.Id}/Mode",
            new() { ["Input.Reason"] = "Audit week" }
        );
        var account = await app.GivenAccountAsync(Role.Auditor);

        Assert.Equal(["Change mode"], await HistoryAsync(administrator, $"/Portfolios/{portfolio.Id}"));
        Assert.Equal(["Create account"], await HistoryAsync(administrator, $"/Settings/People/{account.Id}"));
    }

    private Task<int> VerificationsAsync() =>
        app.ReadAsync(db => db.Operations.CountAsync(o => o.Kind == OperationKind.VerifyAudit));

    private static async Task<IEnumerable<string>> HistoryAsync(Browser browser, string path) =>
        (await browser.GetAsync(path))
            .Document.QuerySelectorAll("section[aria-labelledby=audit-history] tbody th")
            .Select(th => th.TextContent.Trim());

    private Task<int> EndAsync(long operationId, AuditVerification found) =>
        app.SaveAsync(async db =>
        {
            var operation = await db.Operations.Include(o => o.Steps).SingleAsync(o => o.Id == operationId);
            operation.Steps[0].WriteFacts(found);
            operation.Steps[0].HasWarning = !found.IsWhole;
            operation.End(OperationState.Done, found.Words, app.Time.GetUtcNow());
            return 0;
        });

    private Task<int> WriteAsync(Portfolio portfolio, params string[] actions) =>
        WriteAsync(portfolio, AuditOutcome.Succeeded, actions);

    private Task<int> WriteAsync(Portfolio portfolio, AuditOutcome outcome, params string[] actions) =>
        app.SaveAsync(async db =>
        {
            foreach (var action in actions)
            {
                db.Audit(Record(portfolio, outcome, action));
                await db.SaveChangesAsync();
            }

            return actions.Length;
        });

    private static AuditRecord Record(Portfolio portfolio, AuditOutcome outcome, string action) =>
        new()
        {
            Action = action,
            Outcome = outcome,
            ObjectType = "Portfolio",
            ObjectId = () => "0",
            ObjectLabel = portfolio.Name,
            PortfolioId = () => portfolio.Id,
            Before = "it was so",
            After = "it is so",
            Reason = "because",
        };
}
