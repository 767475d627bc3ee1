using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Operations;

public abstract class OperationTests(WebApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : OperationTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : OperationTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task The_list_is_read_page_by_page_without_doubles_or_gaps_and_keeps_its_filters()
    {
        var portfolio = await app.GivenConnectedAsync("Many operations");
        for (var i = 0; i < 120; i++)
        {
            var end = i % 2 == 0 ? OperationState.Done : OperationState.Failed;
            await app.GivenOperationAsync(
                portfolio,
                o => o.End(end, "Ended.", app.Time.GetUtcNow()),
                $"Operation {i:000}"
            );
        }

        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var all = await auditor.AllRowsAsync("/Operations");
        Assert.Equal(Enumerable.Range(0, 120).Reverse().Select(i => $"Operation {i:000}"), all);
        var failed = await auditor.AllRowsAsync($"/Operations?State=Failed&PortfolioId={portfolio.Id}");
        Assert.Equal(
            Enumerable.Range(0, 120).Reverse().Where(i => i % 2 == 1).Select(i => $"Operation {i:000}"),
            failed
        );
        Assert.Empty(await auditor.AllRowsAsync("/Operations?Kind=RevokeToken"));
        var page = await auditor.GetAsync("/Operations?State=Failed");
        Assert.Equal("Failed", page.Document.QuerySelector("[name=State] option[selected]")!.TextContent);
    }

    [FactOnOneDatabase]
    public async Task What_needs_a_person_stands_before_all_the_others_however_old_it_is_and_over_several_pages()
    {
        var portfolio = await app.GivenConnectedAsync("Waiting for a person");
        for (var i = 0; i < 110; i++)
        {
            var asks = i is < 53 or 80;
            await app.GivenOperationAsync(
                portfolio,
                o =>
                {
                    if (asks)
                        o.AskFor("Decide.", [OperationChoice.StopHere]);
                    else
                        o.End(OperationState.Done, "Ended.", app.Time.GetUtcNow());
                },
                $"Operation {i:000}"
            );
        }

        var auditor = await app.SignInAsync(Role.Auditor, portfolio.Id);

        int[] asking = [80, .. Enumerable.Range(0, 53).Reverse()];
        int[] ended = [.. Enumerable.Range(53, 57).Where(i => i != 80).Reverse()];
        Assert.Equal(asking.Concat(ended).Select(i => $"Operation {i:000}"), await auditor.AllRowsAsync("/Operations"));
        Assert.Equal(54, (await auditor.AllRowsAsync("/Operations?State=NeedsAttention")).Count);
        Assert.Equal(56, (await auditor.AllRowsAsync("/Operations?State=Done")).Count);
        Assert.Equal(50, (await auditor.GetAsync("/Operations?after=nothing")).Rows().Count());
    }

    [FactOnOneDatabase]
    public async Task An_operation_of_others_is_in_no_list_and_not_found()
    {
        var (mine, foreign) = (await app.GivenConnectedAsync("M"), await app.GivenConnectedAsync("F"));
        var operation = await app.GivenOperationAsync(foreign, o => o.AskFor("Decide.", [OperationChoice.StopHere]));
        var administrator = await app.SignInAsync(Role.Administrator, mine.Id);

        Assert.Empty(await administrator.AllRowsAsync("/Operations"));
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync($"/Operations/{operation.Id}")).Status);
    }

    [FactOnOneDatabase]
    public async Task One_that_waits_says_until_when_and_why_and_the_page_follows_it()
    {
        var operation = await GivenAsync(o =>
        {
            o.Steps[0].State = StepState.Done;
            o.Steps[1].State = StepState.Pending;
            o.Steps[1].Attempts = 1;
            o.Steps[1].Message = "Meta's rate limit is reached.";
            o.Steps[1].TraceId = "AbcTrace1";
            o.Wait(app.Time.GetUtcNow().AddMinutes(15).AddSeconds(1), "Meta's rate limit is reached; nothing is lost.");
        });

        var page = await OpenAsync(operation);

        Assert.StartsWith(
            "Waiting until ",
            page.Document.QuerySelector(".page-lead .state")!.TextContent.Trim(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Waiting until 08:15 UTC (in 15 minutes). Meta's rate limit is reached; nothing is lost.",
            page.Document.QuerySelector(".note")!.TextContent,
            StringComparison.Ordinal
        );
        var step = page.Document.QuerySelectorAll(".step")[1];
        Assert.Contains("Waiting for the next try", step.TextContent, StringComparison.Ordinal);
        Assert.Equal("AbcTrace1", step.QuerySelector("button.copy")!.GetAttribute("data-copy"));
        Assert.Equal(
            $"/Operations/{operation.Id}",
            page.Document.QuerySelector("#operation")!.GetAttribute("data-refresh")
        );
        Assert.Contains("http-equiv=\"refresh\"", page.Body, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task One_that_asked_and_never_heard_is_shown_as_checking()
    {
        var operation = await GivenAsync(o =>
        {
            o.Steps[1].State = StepState.Unknown;
            o.Wait(app.Time.GetUtcNow().AddMinutes(1), "Meta did not answer. Checking whether it happened.");
        });
        Assert.Equal(
            "Checking",
            (await OpenAsync(operation)).Document.QuerySelector(".page-lead .state")!.TextContent.Trim()
        );
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(OperationState.Done)]
    [Row(OperationState.Failed)]
    public async Task One_that_ended_is_not_asked_for_again(OperationState state)
    {
        var operation = await GivenAsync(o => o.End(state, "It came to an end.", app.Time.GetUtcNow()));
        var page = await OpenAsync(operation);
        Assert.Contains("It came to an end.", page.Text, StringComparison.Ordinal);
        Assert.False(page.Document.QuerySelector("#operation")!.HasAttribute("data-refresh"));
        Assert.DoesNotContain("http-equiv", page.Body, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        var way = page.Document.QuerySelector(".page-acts a")?.GetAttribute("href");
        Assert.Equal(state == OperationState.Done ? $"/Portfolios/{operation.PortfolioId}" : null, way);
    }

    [FactOnOneDatabase]
    public async Task Each_open_choice_has_a_form_that_says_what_happens()
    {
        var operation = await GivenAsync(o =>
            o.AskFor(
                "Meta refused two assets.",
                [OperationChoice.TryAgain, OperationChoice.GoOnWithout, OperationChoice.StopHere]
            )
        );
        var page = await (await app.SignInAsAdministratorAsync()).GetAsync($"/Operations/{operation.Id}");
        Assert.Equal(
            ["Try again", "Go on without the refused assets", "End it here"],
            page.Document.QuerySelectorAll("main form button").Select(b => b.TextContent)
        );
        var ids = page.Document.QuerySelectorAll("main [id]").Select(e => e.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(PortfolioState.Connecting, true)]
    [Row(PortfolioState.NotConnected, true)]
    [Row(PortfolioState.Connected, false)]
    public async Task A_try_that_stopped_leads_to_another_one_as_long_as_none_succeeded(
        PortfolioState state,
        bool leads
    )
    {
        var portfolio = await app.GivenConnectedAsync($"Try {state}", p => p.State = state);
        var operation = await app.GivenOperationAsync(
            portfolio,
            o => o.End(OperationState.Failed, "Ended.", app.Time.GetUtcNow()),
            "Connect it",
            OperationKind.ConnectPortfolio
        );
        var page = await (await app.SignInAsAdministratorAsync()).GetAsync($"/Operations/{operation.Id}");
        Assert.Equal(
            leads,
            page.Document.QuerySelector($"a[href='/Portfolios/Connect?From={portfolio.Id}']") is not null
        );
    }

    [FactOnOneDatabase]
    public async Task A_decision_needs_a_reason_and_is_written_down_with_it()
    {
        var operation = await GivenAsync(o =>
            o.AskFor("Decide.", [OperationChoice.TryAgain, OperationChoice.StopHere])
        );
        var administrator = await app.SignInAsAdministratorAsync();
        var path = $"/Operations/{operation.Id}";

        var without = await administrator.PostFormAsync(path, new() { ["StopHere.Reason"] = "" });
        Assert.Contains("The reason is missing", without.Text, StringComparison.Ordinal);
        Assert.Equal("true", without.Document.QuerySelector("#StopHere_Reason")!.GetAttribute("aria-invalid"));
        Assert.Null(without.Document.QuerySelector("#TryAgain_Reason")!.GetAttribute("aria-invalid"));
        Assert.Equal("#StopHere_Reason", without.Document.QuerySelector(".note-bad a")!.GetAttribute("href"));

        var decided = await administrator.PostFormAsync(path, new() { ["StopHere.Reason"] = "Not needed any more." });

        Assert.Equal(path, decided.Location);
        var ended = await app.ReadAsync(db => db.Operations.SingleAsync(o => o.Id == operation.Id));
        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains("Not needed any more.", ended.Outcome, StringComparison.Ordinal);
        Assert.Contains(
            await app.AuditAsync(),
            e => e.OperationId == operation.Id && e.Reason == "Not needed any more."
        );
    }

    [FactOnOneDatabase]
    public async Task A_choice_that_is_not_open_any_more_changes_nothing()
    {
        var operation = await GivenAsync(o =>
            o.AskFor("Decide.", [OperationChoice.TryAgain, OperationChoice.StopHere])
        );
        var administrator = await app.SignInAsAdministratorAsync();
        var path = $"/Operations/{operation.Id}";
        var open = await administrator.GetAsync(path);
        await administrator.PostFormAsync(path, new() { ["StopHere.Reason"] = "Enough." });

        foreach (var choice in new[] { "StopHere", "GoOnWithout" })
        {
            var values = Page.Values(open.Form(["StopHere.Reason"]))
                .Where(v => v.Key != "StopHere.Reason")
                .Append(new($"{choice}.Reason", "Late."));
            var late = await administrator.SendAsync(
                HttpMethod.Post,
                $"{path}?handler=Decide&choice={choice}",
                new FormUrlEncodedContent(values)
            );
            Assert.Equal(HttpStatusCode.OK, late.Status);
            Assert.Contains("doesn't wait for that decision any more", late.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(await app.AuditAsync(), e => e.Reason == "Late.");
    }

    [FactOnOneDatabase]
    public async Task Who_may_not_decide_sees_who_may_and_is_refused()
    {
        var operation = await GivenAsync(o =>
            o.AskFor("Decide.", [OperationChoice.TryAgain, OperationChoice.StopHere])
        );
        var path = $"/Operations/{operation.Id}";
        var offboarder = await app.SignInAsync(Role.Offboarder, operation.PortfolioId!.Value);

        var page = await offboarder.GetAsync(path);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
        Assert.Contains("An administrator of this portfolio decides that.", page.Text, StringComparison.Ordinal);

        var values = Page.Values(page.Form(["__RequestVerificationToken"])).Append(new("StopHere.Reason", "Trying."));
        var sent = await offboarder.SendAsync(
            HttpMethod.Post,
            $"{path}?handler=Decide&choice=StopHere",
            new FormUrlEncodedContent(values)
        );
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
        var still = await app.ReadAsync(db => db.Operations.SingleAsync(o => o.Id == operation.Id));
        Assert.Equal(OperationState.NeedsAttention, still.State);
    }

    [FactOnOneDatabase]
    public async Task A_stuck_revoke_is_for_offboarders_too()
    {
        var portfolio = await app.GivenConnectedAsync("Revoke stuck");
        var operation = await app.GivenOperationAsync(
            portfolio,
            o => o.AskFor("Decide.", [OperationChoice.StopHere]),
            "Revoke",
            OperationKind.RevokeToken
        );
        var offboarder = await app.SignInAsync(Role.Offboarder, portfolio.Id);
        var decided = await offboarder.PostFormAsync(
            $"/Operations/{operation.Id}",
            new() { ["StopHere.Reason"] = "By hand." }
        );
        Assert.True(decided.IsRedirect);
    }

    private async Task<Operation> GivenAsync(Action<Operation> with) =>
        await app.GivenOperationAsync(await app.GivenConnectedAsync($"P {Guid.NewGuid():N}"), with);

    private async Task<Page> OpenAsync(Operation operation) =>
        await (await app.SignInAsync(Role.Auditor)).GetAsync($"/Operations/{operation.Id}");
}
