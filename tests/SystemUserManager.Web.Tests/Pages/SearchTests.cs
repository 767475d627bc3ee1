using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages;

public abstract class SearchTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : SearchTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : SearchTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task From_every_page_one_field_leads_to_what_fits()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Searched");
        var systemUser = await app.GivenSystemUserAsync(portfolio, "searched lead forms");
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var home = await browser.GetAsync("/");
        Assert.Contains(home.Document.Forms, f => f.GetAttribute("action") == "/Search" && f.Method == "get");
        var found = await browser.GetAsync("/Search?q=LEAD%20forms");

        Assert.Contains($"/SystemUsers/{systemUser.Id}", found.Body, StringComparison.Ordinal);
        Assert.Contains("searched lead forms", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fits_nothing_says_so_and_shows_the_question_as_text()
    {
        var browser = await app.SignInAsync(Role.Auditor);

        var page = await browser.GetAsync("/Search?q=%3Cb%3Enothing%3C%2Fb%3E");

        Assert.Contains("Nothing fits.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>nothing</b>", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persons_page_names_what_they_answer_for_and_only_in_portfolios_one_may_see()
    {
        var (ours, theirs) = (
            await app.GivenActingPortfolioAsync("Ours"),
            await app.GivenActingPortfolioAsync("Theirs")
        );
        var owner = await app.AddAsync(Person.Called($"Vera Holm {Guid.NewGuid():N}"));
        await app.GivenSystemUserAsync(ours, "our tool", s => s.OwnerId = owner.Id);
        await app.GivenSystemUserAsync(theirs, "their tool", s => s.SuccessorId = owner.Id);
        var browser = await app.SignInAsync(Role.Auditor, ours.Id);

        var page = await browser.GetAsync($"/People/{owner.Id}");

        Assert.Contains("our tool", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("their tool", page.Text, StringComparison.Ordinal);
        Assert.Contains(owner.Name, (await browser.GetAsync("/People?q=vera")).Text, StringComparison.Ordinal);
    }
}
