using System.Text.Json;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Sandbox.State;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;
using SystemUserManager.Web.Tests.Pages.SystemUsers;

namespace SystemUserManager.Web.Tests.Pages.Operations;

/// <summary>What pages say of a step that met Meta's rate limit: it waits. It never failed.</summary>
public abstract class WaitingTests(WorkedApp app)
{
    public sealed class OnSqlite(SqliteWorkedApp app) : WaitingTests(app), IClassFixture<SqliteWorkedApp>;

    public sealed class OnPostgres(PostgresWorkedApp app) : WaitingTests(app), IClassFixture<PostgresWorkedApp>;

    [Theory]
    [RowsOnOneDatabase]
    [Row(17)]
    [Row(80004)]
    [Trait("Id", "D01")]
    public async Task A_step_that_met_a_rate_limit_waits_in_its_history_and_in_the_audit_log_and_never_failed(int code)
    {
        var portfolio = await app.GivenNorthwindAsync();
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var form = await CreateForm.FilledAsync(
            browser,
            portfolio.Id,
            $"northwind limit {(code == 17 ? "one" : "two")}"
        );
        var id = WorkedApp.OperationOf(await form.SendAsync());
        app.Sandbox.Faults.Add(
            new Fault
            {
                Server = "graph",
                Method = "POST",
                Path = "/*/system_users",
                Mode = "before",
                Status = 400,
                Code = JsonSerializer.SerializeToElement(code),
                Times = 1,
            }
        );

        var waiting = await app.RunAsync(id);

        Assert.True(waiting.State == OperationState.Waiting, waiting.Outcome);
        Assert.Equal(["Waiting"], await OutcomesAsync(browser, $"/Audit?OperationId={id}&Outcome=Waiting"));
        Assert.Empty(await OutcomesAsync(browser, $"/Audit?OperationId={id}&Outcome=Failed"));
        var log = await browser.GetAsync($"/Audit?OperationId={id}&Outcome=Waiting");
        Assert.Equal([CreateSystemUser.CreateAtMeta], log.Rows());
        Assert.Equal("Waiting", log.Document.QuerySelector("[name=Outcome] option[selected]")!.TextContent);
        var page = await browser.GetAsync($"/Operations/{id}");
        Assert.Contains("Waiting until", page.Document.QuerySelector(".page-lead")!.TextContent);
        Assert.Equal(
            "Waiting for the next try",
            page.Document.QuerySelectorAll(".step")
                .Single(s => s.QuerySelector(".step-name")!.TextContent == CreateSystemUser.CreateAtMeta)
                .QuerySelector(".step-state")!
                .TextContent
        );
        Assert.DoesNotContain("ailed", page.Document.QuerySelector("main")!.TextContent);

        var ended = await app.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        var all = await OutcomesAsync(browser, $"/Audit?OperationId={id}");
        Assert.Single(all, "Waiting");
        Assert.DoesNotContain("Failed", all);
        var history = await browser.GetAsync($"/SystemUsers/{ended.SystemUserId}");
        Assert.DoesNotContain("Failed", Outcomes(history));
    }

    private static async Task<List<string>> OutcomesAsync(Browser browser, string path) =>
        Outcomes(await browser.GetAsync(path));

    private static List<string> Outcomes(Page page) =>
        [.. page.Document.QuerySelectorAll("td[data-label=Outcome]").Select(td => td.TextContent.Trim())];
}
