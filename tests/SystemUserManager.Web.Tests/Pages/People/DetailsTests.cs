using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.People;

/// <summary>One person: what concerns them.</summary>
public abstract class DetailsTests(PagesApp app)
{
    public sealed class OnSqlite(SqlitePagesApp app) : DetailsTests(app), IClassFixture<SqlitePagesApp>;

    public sealed class OnPostgres(PostgresPagesApp app) : DetailsTests(app), IClassFixture<PostgresPagesApp>;

    [Fact]
    public async Task Findings_about_what_they_own_or_would_take_over_stand_on_their_page_and_no_others()
    {
        var (portfolio, foreign) = (
            await app.GivenActingPortfolioAsync("Concerned"),
            await app.GivenActingPortfolioAsync("Not seen")
        );
        var person = await app.AddAsync(Person.Called($"Olga {Guid.NewGuid():N}"));
        var owned = await app.GivenSystemUserAsync(portfolio, "owned sync", s => s.OwnerId = person.Id);
        var next = await app.GivenSystemUserAsync(portfolio, "next sync", s => s.SuccessorId = person.Id);
        var other = await app.GivenSystemUserAsync(portfolio, "other sync");
        var hidden = await app.GivenSystemUserAsync(foreign, "hidden sync", s => s.OwnerId = person.Id);
        var expected = new[]
        {
            await app.GivenFindingAsync(owned, FindingKind.OwnerLeft),
            await app.GivenFindingAsync(next, FindingKind.OwnerLeft),
            await app.GivenFindingAsync(owned, FindingKind.Renamed),
        };
        await app.GivenFindingAsync(owned, FindingKind.NoConsumer, f => f.Resolve(app.Time.GetUtcNow()));
        // What the one that they would take over is called is its owner's matter.
        await app.GivenFindingAsync(next, FindingKind.Renamed);
        await app.GivenFindingAsync(other, FindingKind.OwnerLeft);
        await app.GivenFindingAsync(hidden, FindingKind.OwnerLeft);
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var page = await browser.GetAsync($"/People/{person.Id}");

        Assert.Equal(
            expected.Select(f => $"/Findings/{f.Id}"),
            page.Document.QuerySelectorAll("[data-finding] .note-title a").Select(a => a.GetAttribute("href"))
        );
        Assert.DoesNotContain("All about what", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_the_worst_are_shown_with_the_way_to_all()
    {
        var portfolio = await app.GivenActingPortfolioAsync("Very many");
        var person = await app.AddAsync(Person.Called($"Otis {Guid.NewGuid():N}"));
        var owned = await app.GivenSystemUserAsync(portfolio, "much sync", s => s.OwnerId = person.Id);
        for (var i = 0; i < FindingQueries.MostOfPerson + 1; i++)
            await app.AddAsync(
                new Finding
                {
                    PortfolioId = portfolio.Id,
                    Kind = FindingKind.GrantAdded,
                    ObjectKey = $"{owned.GraphId}/{i}",
                    SystemUserId = owned.Id,
                    FirstSeenAt = app.Time.GetUtcNow(),
                    LastSeenAt = app.Time.GetUtcNow(),
                }
            );
        var browser = await app.SignInAsync(Role.Auditor, portfolio.Id);

        var page = await browser.GetAsync($"/People/{person.Id}");

        Assert.Equal(FindingQueries.MostOfPerson, page.Document.QuerySelectorAll("[data-finding]").Length);
        var all = page.Document.QuerySelector($"a[href='/Findings?Owner={person.Id}']")!.GetAttribute("href")!;
        Assert.StartsWith(
            $"{FindingQueries.MostOfPerson + 1}",
            (await browser.GetAsync(all)).Document.QuerySelector(".result-count")!.TextContent.Trim(),
            StringComparison.Ordinal
        );
    }
}
