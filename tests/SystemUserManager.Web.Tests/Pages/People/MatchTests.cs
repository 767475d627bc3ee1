using System.Net;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.People;

/// <summary>Who somebody is at Meta: proposed, searched, chosen, undone.</summary>
public abstract class MatchTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : MatchTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : MatchTests(app), IClassFixture<PostgresPagesApp>;

    [FactOnOneDatabase]
    public async Task A_proposed_one_is_chosen_seen_on_the_persons_page_and_undone()
    {
        var (person, listed, browser) = await GivenAsync();
        var page = await browser.GetAsync($"/People/{person.Id}");
        Assert.Contains("A portfolio lists somebody of this e-mail or name", page.Text, StringComparison.Ordinal);

        var form = await browser.GetAsync($"/People/{person.Id}/Match");
        Assert.Contains("the same e-mail", form.Text, StringComparison.Ordinal);
        var refused = await browser.PostFormAsync($"/People/{person.Id}/Match", Choice(listed, reason: ""));
        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.NotNull(refused.Document.QuerySelector($"input[type=radio][value='{listed.Id}'][checked]"));
        var answer = await browser.PostFormAsync($"/People/{person.Id}/Match", Choice(listed, "The same e-mail"));
        Assert.Equal($"/People/{person.Id}", answer.Location);

        page = await browser.GetAsync($"/People/{person.Id}");
        var row = page.Document.QuerySelector("section td[data-label=Matched]")!;
        Assert.Contains("Listed", row.ParentElement!.TextContent, StringComparison.Ordinal);
        var undo = $"/People/{person.Id}/Match?undo={listed.Id}";
        Assert.NotNull(page.Document.QuerySelector($"a[href='{undo}']"));
        answer = await browser.PostFormAsync(undo, new() { ["Input.Reason"] = "Somebody of the same name" });
        Assert.Equal($"/People/{person.Id}", answer.Location);
        page = await browser.GetAsync($"/People/{person.Id}");
        Assert.Null(page.Document.QuerySelector("section td[data-label=Matched]"));
    }

    [FactOnOneDatabase]
    public async Task Somebody_of_another_name_is_found_by_the_search_and_nobody_leaves_no_dead_end()
    {
        var (person, _, browser) = await GivenAsync();
        var other = await ListedAsync(person.Portfolio, $"Robert {Guid.NewGuid():N}", email: null);

        var found = await browser.GetAsync($"/People/{person.Id}/Match?q={other.Name[..20]}");
        var none = await browser.GetAsync($"/People/{person.Id}/Match?q=nobody%20at%20all");

        Assert.NotNull(found.Document.QuerySelector($"input[type=radio][value='{other.Id}']"));
        Assert.Contains("Nobody to choose", none.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task Gone_at_meta_is_said_in_the_list_and_on_the_page()
    {
        var (person, _, browser) = await GivenAsync();
        await ListedAsync(
            person.Portfolio,
            "Gone",
            email: null,
            p => (p.PersonId, p.GoneAt) = (person.Id, app.Time.GetUtcNow())
        );

        var page = await browser.GetAsync($"/People/{person.Id}");
        var list = await browser.GetAsync($"/People?q={person.Name}");

        Assert.Contains("Not at Meta any more", page.Text, StringComparison.Ordinal);
        Assert.Contains("Not at Meta any more", list.Text, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_team_has_no_such_page()
    {
        var team = await app.AddAsync(Person.Called($"Team {Guid.NewGuid():N}", isTeam: true));
        var browser = await app.SignInAsync(Role.Administrator);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/People/{team.Id}/Match")).Status);
        var page = await browser.GetAsync($"/People/{team.Id}");
        Assert.DoesNotContain("At Meta", page.Text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Choice(BusinessPerson listed, string reason) =>
        new()
        {
            ["Input.BusinessPersonId"] = $"{listed.Id}",
            ["Input.IsMatch"] = "true",
            ["Input.Reason"] = reason,
        };

    private async Task<(
        (long Id, string Name, long Portfolio) Person,
        BusinessPerson Listed,
        Browser Browser
    )> GivenAsync()
    {
        var name = $"Lena {Guid.NewGuid():N}";
        var portfolio = await app.GivenActingPortfolioAsync($"Portfolio {name}");
        var person = await app.AddAsync(Person.Called(name, $"{name[5..]}@example.com"));
        var listed = await ListedAsync(portfolio.Id, "Lena Brandt", $"{name[5..]}@EXAMPLE.com");
        return ((person.Id, name, portfolio.Id), listed, await app.SignInAsync(Role.Administrator));
    }

    private Task<BusinessPerson> ListedAsync(
        long portfolio,
        string name,
        string? email,
        Action<BusinessPerson>? change = null
    )
    {
        var listed = new BusinessPerson
        {
            PortfolioId = portfolio,
            GraphId = $"{Guid.NewGuid():N}",
            Name = name,
            FirstSeenAt = app.Time.GetUtcNow(),
        };
        listed.Rename(name);
        listed.Write(email);
        change?.Invoke(listed);
        return app.AddAsync(listed);
    }
}
