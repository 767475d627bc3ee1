using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Findings;

/// <summary>Many findings answered at once, with the forms as they stand.</summary>
public abstract class AnswerTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AnswerTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AnswerTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task The_answer_is_shown_before_it_is_given_and_each_has_its_result()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Answered");
        var (unowned, other) = (
            await GivenAsync(portfolio, FindingKind.NoOwner, "nobody's tool"),
            await GivenAsync(portfolio, FindingKind.VagueName, "test")
        );
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Findings/Answer?Ids={unowned.Id}&Ids={other.Id}";
        Assert.Contains("2 chosen", (await browser.GetAsync(path)).Text, StringComparison.Ordinal);

        var preview = await browser.GetAsync($"{path}&Answer=AssignOwner");
        Assert.Contains("It fits 1 of 2.", preview.Text, StringComparison.Ordinal);
        var typed = new Dictionary<string, string> { ["Input.Owner"] = "", ["Input.Reason"] = "Asked around" };
        var refused = await browser.PostFormAsync($"{path}&Answer=AssignOwner", typed);
        Assert.Contains("The owner is missing", refused.Document.GetElementById("Input_Owner-error")!.TextContent);
        Assert.Equal("Asked around", refused.Document.GetElementById("Input_Reason")!.TextContent.Trim());
        typed["Input.Owner"] = "Mona Weiss";
        var done = await browser.PostFormAsync($"{path}&Answer=AssignOwner", typed);
        Assert.Contains("1 of 1 answered.", done.Text, StringComparison.Ordinal);
        Assert.False((await FindAsync(unowned.Id)).IsOpen);

        var accepted = await browser.PostFormAsync(
            $"/Findings/Answer?Ids={other.Id}&Answer=Accept",
            new() { ["Input.Until"] = "2027-05-01", ["Input.Reason"] = "Renamed in May" }
        );
        Assert.Contains("1 of 1 answered.", accepted.Text, StringComparison.Ordinal);
        Assert.Equal("Renamed in May", (await FindAsync(other.Id)).AcceptedWhy);
    }

    [FactOnOneDatabase]
    public async Task Each_system_user_gets_a_name_of_its_own_proposed_from_what_it_is_for()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Named");
        var (one, other) = (
            await GivenAsync(
                portfolio,
                FindingKind.VagueName,
                "test1",
                "Reads the ads reports for the warehouse, nightly"
            ),
            await GivenAsync(portfolio, FindingKind.VagueName, "test2", "Syncs")
        );
        var unowned = await GivenAsync(portfolio, FindingKind.NoOwner, "northwind feed sync");
        var browser = await app.SignInAsync(Role.Administrator, portfolio.Id);
        var path = $"/Findings/Answer?Ids={one.Id}&Ids={other.Id}&Ids={unowned.Id}&Answer=Rename";

        var preview = await browser.GetAsync(path);

        Assert.Contains("It fits 2 of 3.", preview.Text, StringComparison.Ordinal);
        var (first, second) = ($"Input.Names[{one.SystemUserId}]", $"Input.Names[{other.SystemUserId}]");
        Assert.Equal("reads the ads reports for the warehouse nightly", Value(preview, first));
        Assert.Equal("", Value(preview, second));
        var typed = new Dictionary<string, string>
        {
            [first] = "northwind ads reports",
            [second] = "test",
            ["Input.Reason"] = "Nobody knew what they are",
        };
        var refused = await browser.PostFormAsync(path, typed);
        Assert.Contains(
            "5 to 60 characters",
            refused.Document.GetElementById($"Input_Names_{other.SystemUserId}_-error")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("northwind ads reports", Value(refused, first));
        typed[second] = "northwind ads reports";
        var done = await browser.PostFormAsync(path, typed);

        // Of two of one name the second is refused, with the way to the first.
        Assert.Contains("1 of 2 answered.", done.Text, StringComparison.Ordinal);
        var asked = Assert.Single(await app.OperationsAsync(portfolio.Id));
        Assert.Equal(one.SystemUserId, asked.SystemUserId);
        Assert.Contains($"/Operations/{asked.Id}", done.Body, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task An_offboarder_revokes_the_token_that_a_finding_is_about()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Revoked");
        var about = await GivenAsync(portfolio, FindingKind.NoOwner, "northwind dashboards");
        var systemUser = await app.InDatabaseAsync(db => db.SystemUsers.SingleAsync(s => s.Id == about.SystemUserId));
        var token = await app.GivenTokenAsync(systemUser, TokenState.Active);
        var finding = await app.AddAsync(
            new Finding
            {
                PortfolioId = portfolio.Id,
                Kind = FindingKind.NeverExpiring,
                ObjectKey = $"{token.Id}",
                SystemUserId = about.SystemUserId,
                TokenId = token.Id,
                Severity = FindingSeverity.Medium,
                FirstSeenAt = app.Time.GetUtcNow(),
            }
        );
        var browser = await app.SignInAsync(Role.Offboarder, portfolio.Id);
        var list = await browser.GetAsync($"/Findings?PortfolioId={portfolio.Id}");
        Assert.NotEmpty(list.Document.QuerySelectorAll("input[name=Ids]"));
        var path = $"/Findings/Answer?Ids={about.Id}&Ids={finding.Id}&Answer=RevokeToken";
        Assert.Contains("It fits 1 of 2.", (await browser.GetAsync(path)).Text, StringComparison.Ordinal);

        var done = await browser.PostFormAsync(path, new() { ["Input.Reason"] = "Lives for ever" });

        Assert.Contains("1 of 1 answered.", done.Text, StringComparison.Ordinal);
        var asked = Assert.Single(await app.OperationsAsync(portfolio.Id), o => o.TokenId == token.Id);
        Assert.Equal((OperationKind.RevokeToken, "Lives for ever"), (asked.Kind, asked.Reason));
        Assert.Contains($"/Operations/{asked.Id}", done.Body, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task None_too_many_and_foreign_ones_are_said_and_nothing_is_done()
    {
        var (ours, theirs) = (
            await app.GivenActingPortfolioAsync("Ours"),
            await app.GivenActingPortfolioAsync("Theirs")
        );
        var mine = await GivenAsync(ours, FindingKind.VagueName, "my test");
        var foreign = await GivenAsync(theirs, FindingKind.VagueName, "their test");
        var browser = await app.SignInAsync(Role.Administrator, ours.Id);

        Assert.Contains("No finding is chosen.", (await browser.GetAsync("/Findings/Answer")).Text);
        var many = string.Join('&', Enumerable.Range(1, 101).Select(n => $"Ids={n}"));
        Assert.Contains("more than 100", (await browser.GetAsync($"/Findings/Answer?{many}")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/Findings/Answer?Ids={foreign.Id}")).Status);
        var path = $"/Findings/Answer?Ids={mine.Id}&Ids={foreign.Id}&Answer=Accept";
        Assert.DoesNotContain("their test", (await browser.GetAsync(path)).Text, StringComparison.Ordinal);
        var page = await browser.GetAsync(path);
        var form = Host
            .Page.Values(page.Form(["Input.Until"]))
            .Where(v => v.Key is not ("Input.Until" or "Input.Reason"));
        var answer = await browser.SendAsync(
            HttpMethod.Post,
            path,
            new FormUrlEncodedContent([
                .. form,
                new("Ids", $"{foreign.Id}"),
                new("Input.Until", "2027-05-01"),
                new("Input.Reason", "Both"),
            ])
        );
        Assert.Contains("1 of 1 answered.", answer.Text, StringComparison.Ordinal);
        Assert.Null((await FindAsync(foreign.Id)).AcceptedUntil);
    }

    private async Task<Finding> GivenAsync(Portfolio portfolio, FindingKind kind, string name, string purpose = "Syncs")
    {
        var systemUser = await app.GivenSystemUserAsync(
            portfolio,
            name,
            s => (s.Purpose, s.AdoptedAt) = (purpose, DateTimeOffset.UnixEpoch)
        );
        return await app.AddAsync(
            new Finding
            {
                PortfolioId = portfolio.Id,
                Kind = kind,
                ObjectKey = systemUser.GraphId,
                SystemUserId = systemUser.Id,
                Severity = FindingSeverity.Medium,
                Detail = $"{name} has something.",
                FirstSeenAt = app.Time.GetUtcNow(),
                LastSeenAt = app.Time.GetUtcNow(),
            }
        );
    }

    private static string? Value(Host.Page page, string field) =>
        page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("value");

    private Task<Finding> FindAsync(long id) =>
        app.InDatabaseAsync(db => db.Findings.AsNoTracking().SingleAsync(f => f.Id == id));
}
