using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.Findings;

/// <summary>Many findings answered at once, with the forms as they stand.</summary>
public abstract class AnswerTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : AnswerTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : AnswerTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
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

    [Fact]
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

    private async Task<Finding> GivenAsync(Portfolio portfolio, FindingKind kind, string name)
    {
        var systemUser = await app.GivenSystemUserAsync(
            portfolio,
            name,
            s => (s.Purpose, s.AdoptedAt) = ("Syncs", DateTimeOffset.UnixEpoch)
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

    private Task<Finding> FindAsync(long id) =>
        app.InDatabaseAsync(db => db.Findings.AsNoTracking().SingleAsync(f => f.Id == id));
}
