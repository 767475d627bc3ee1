using System.Net;
using MetaGraph.Assets;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Reviews;

/// <summary>A review from what is due to the signed file.</summary>
public abstract class ReviewTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : ReviewTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : ReviewTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task What_is_due_is_decided_on_one_page_signed_and_taken_away_as_a_file()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Reviewed {Guid.NewGuid():N}");
        var owner = await app.AddAsync(Person.Called("Mona Weiss"));
        var keep = await app.GivenSystemUserAsync(portfolio, "=keep", s => s.OwnerId = owner.Id);
        var reduce = await app.GivenSystemUserAsync(portfolio, "reduce it");
        var revoke = await app.GivenSystemUserAsync(portfolio, "revoke it");
        await app.GivenGrantsAsync(reduce, AssetKind.AdAccount, "ADVERTISE,ANALYZE,MANAGE", "Alpha", "Beta");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var due = (await browser.GetAsync("/Reviews")).Document.QuerySelectorAll("main tbody tr").Single();
        Assert.Contains("Never reviewed", due.TextContent, StringComparison.Ordinal);
        var path = due.QuerySelector(".row-acts a")!.GetAttribute("href")!;
        Assert.Contains("2 ad accounts (up to MANAGE); tokens not known", (await browser.GetAsync(path)).Text);

        var typed = new Dictionary<string, string>
        {
            [$"Input.Decisions[{keep.Id}]"] = "StillNeeded",
            [$"Input.Decisions[{reduce.Id}]"] = "Reduce",
            [$"Input.Notes[{reduce.Id}]"] = "Only ANALYZE is used",
            ["Input.Reason"] = "Yearly review",
            ["Input.NextOn"] = "2027-05-01",
        };
        var refused = await browser.PostFormAsync(path, typed);
        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.Contains(
            "revoke it isn't decided. Nothing was signed",
            refused.Document.GetElementById($"Input_Decisions_{revoke.Id}_-error")!.TextContent,
            StringComparison.Ordinal
        );
        var kept = Host.Page.Values(refused.Form(["Input.Reason"])).ToLookup(v => v.Key, v => v.Value);
        Assert.All(typed, t => Assert.Equal([t.Value], kept[t.Key]));

        typed[$"Input.Decisions[{revoke.Id}]"] = "RevokeAllTokens";
        var signed = await browser.PostFormAsync(path, typed);
        Assert.Matches("^/Reviews/[0-9]+$", signed.Location);
        Assert.Equal(OperationKind.RevokeAllTokens, Assert.Single(await app.OperationsAsync(portfolio.Id)).Kind);
        var page = await browser.GetAsync(signed.Location!);
        Assert.Equal($"All of {portfolio.Name}", page.Heading);
        Assert.Equal(
            $"/SystemUsers/{reduce.Id}/Access",
            page.Document.QuerySelector(".note-info a")!.GetAttribute("href")
        );
        Assert.Contains("Only ANALYZE is used", page.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing is due.", (await browser.GetAsync("/Reviews")).Text, StringComparison.Ordinal);

        var file = await browser.PressAsync(signed.Location!, "Download CSV");
        Assert.Equal("text/csv; charset=utf-8", file.Response.Content.Headers.ContentType!.ToString());
        Assert.Contains(
            $"{portfolio.Name},\"'=keep\",Mona Weiss,StillNeeded,,no asset; tokens not known,,,",
            file.Body,
            StringComparison.Ordinal
        );
        Assert.Equal(4, file.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [FactOnOneDatabase]
    public async Task Signing_wants_a_fresh_proof_and_what_was_typed_waits_for_it()
    {
        var portfolio = await app.GivenActingPortfolioAsync($"Slow {Guid.NewGuid():N}");
        var one = await app.GivenSystemUserAsync(portfolio, "thought about for long");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Reviews/New?PortfolioId={portfolio.Id}";
        await browser.GetAsync(path);
        app.Time.Advance(TimeSpan.FromMinutes(6));

        var asked = await browser.PostFormAsync(
            path,
            new() { [$"Input.Decisions[{one.Id}]"] = "Reduce", ["Input.Reason"] = "Yearly review" }
        );

        Assert.NotNull(asked.Document.QuerySelector("input[name=Kept]"));
        Assert.Null(
            (
                await app.InDatabaseAsync(db =>
                    Task.FromResult(db.Reviews.FirstOrDefault(r => r.PortfolioId == portfolio.Id))
                )
            )
        );
    }

    [FactOnOneDatabase]
    public async Task Of_a_foreign_portfolio_nothing_is_reviewed_and_who_owns_nothing_is_told_who_signs()
    {
        var (ours, theirs) = (
            await app.GivenActingPortfolioAsync($"Ours {Guid.NewGuid():N}"),
            await app.GivenActingPortfolioAsync($"Theirs {Guid.NewGuid():N}")
        );
        await app.GivenSystemUserAsync(ours, "our tool");
        await app.GivenSystemUserAsync(theirs, "their tool");
        var auditor = await app.SignInAsync(Role.Auditor, ours.Id);

        Assert.Equal(HttpStatusCode.NotFound, (await auditor.GetAsync($"/Reviews/New?PortfolioId={theirs.Id}")).Status);
        var page = await auditor.GetAsync($"/Reviews/New?PortfolioId={ours.Id}");
        Assert.Empty(page.Document.QuerySelectorAll("main input[type=radio]"));
        Assert.Contains("Owners sign for their own", page.Document.GetElementById("off-because")!.TextContent);
        Assert.DoesNotContain("their tool", page.Text, StringComparison.Ordinal);
        Assert.Contains("No system user fits", (await auditor.GetAsync("/Reviews/New?Label=none")).Text);
    }
}
