using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.People;

/// <summary>Those who answer for system users, and the people whom Meta lists: a person says who is who.</summary>
public abstract class MatchBusinessPersonTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Email = "lena.brandt@northwind.example";

    [Fact]
    public async Task Whom_meta_lists_is_proposed_by_email_and_by_name_and_nobody_is_matched_by_the_program()
    {
        await World.ConnectAsync("Northwind");
        var byEmail = await PersonAsync("Lena B.", Email.ToUpperInvariant());
        var byName = await PersonAsync("ravi  PATEL", email: null);
        var nobody = await PersonAsync("Nils", "nils@example.com");

        var proposed = Assert.Single(await ProposedAsync(byEmail));
        Assert.Equal(("Lena Brandt", Email, true), (proposed.Name, proposed.Email, proposed.HasSameEmail));
        Assert.Equal(("Ravi Patel", false), Words(Assert.Single(await ProposedAsync(byName))));
        Assert.Empty(await ProposedAsync(nobody));
        Assert.Empty(await MatchesAsync(byEmail));

        static (string, bool) Words(ListedPerson person) => (person.Name, person.HasSameEmail);
    }

    [FactOnOneDatabase]
    public async Task A_match_outlives_reads_and_tells_when_meta_lists_them_no_more()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var lena = await PersonAsync("Lena B.", Email);
        World.Succeeds(await MatchAsync(lena, Assert.Single(await ProposedAsync(lena)).Id));
        await ReadAsync(portfolio);
        Assert.Null(Assert.Single(await MatchesAsync(lena)).GoneAt);
        Assert.False(await IsGoneAsync(lena));

        await World.ChangeAsync(new { @do = "removePerson", person = Email });
        await ReadAsync(portfolio);

        var gone = Assert.Single(await MatchesAsync(lena));
        Assert.Equal(("Lena Brandt", World.Clock.GetUtcNow()), (gone.Name, gone.GoneAt));
        Assert.True(await IsGoneAsync(lena));
    }

    [FactOnOneDatabase]
    public async Task One_at_meta_is_one_here_until_the_match_is_undone()
    {
        await World.ConnectAsync("Northwind");
        var (lena, other) = (await PersonAsync("Lena B.", Email), await PersonAsync("Somebody", email: null));
        var listed = Assert.Single(await ProposedAsync(lena)).Id;
        World.Succeeds(await MatchAsync(lena, listed));

        Assert.IsType<BusinessPersonIsSomebodyElse>(Assert.Single((await MatchAsync(other, listed)).Problems));
        World.Succeeds(await MatchAsync(lena, listed, isMatch: false));

        Assert.Empty(await MatchesAsync(lena));
        World.Succeeds(await MatchAsync(other, listed));
        Assert.Equal("Lena Brandt", Assert.Single(await MatchesAsync(other)).Name);
    }

    [FactOnOneDatabase]
    public async Task Without_a_reason_nobody_is_matched_and_a_team_never_is()
    {
        await World.ConnectAsync("Northwind");
        var lena = await PersonAsync("Lena B.", Email);
        var listed = Assert.Single(await ProposedAsync(lena)).Id;
        var team = await PersonAsync("Paid social", email: null, isTeam: true);

        var refused = await World.AsksAsync(
            (MatchBusinessPerson act) =>
                act.RunAsync(new(World.Act() with { Reason = " " }, lena, listed, IsMatch: true), default)
        );

        Assert.Equal("Reason", Assert.Single(refused.Problems).Field);
        Assert.False((await MatchAsync(team, listed)).Succeeded);
        Assert.Empty(await MatchesAsync(lena));
    }

    [FactOnOneDatabase]
    public async Task Only_an_administrator_of_the_portfolio_says_it_and_others_find_nobody_of_it()
    {
        var northwind = await World.ConnectAsync("Northwind");
        var contoso = await World.ConnectAsync("Contoso");
        var lena = await PersonAsync("Lena B.", Email);
        var listed = Assert.Single(await ProposedAsync(lena)).Id;

        await World.AsOffboarder(northwind);
        Assert.IsType<NotAllowed>(Assert.Single((await MatchAsync(lena, listed)).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await MatchAsync(lena, listed)).Problems));
        Assert.Empty(await ProposedAsync(lena));
    }

    private async Task ReadAsync(long portfolio)
    {
        await World.AsAdministrator();
        await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolio)));
    }

    private async Task<long> PersonAsync(string name, string? email, bool isTeam = false)
    {
        await using var db = World.OpenDatabase();
        using var unaudited = db.Unaudited("As somebody typed it as an owner.");
        var person = Person.Called(name, email, isTeam);
        db.People.Add(person);
        await db.SaveChangesAsync();
        return person.Id;
    }

    private Task<Result<string>> MatchAsync(long person, long listed, bool isMatch = true) =>
        World.AsksAsync((MatchBusinessPerson act) => act.RunAsync(new(World.Act(), person, listed, isMatch), default));

    private Task<List<ListedPerson>> ProposedAsync(long person) =>
        World.AsksAsync((BusinessPeopleQueries people) => people.ProposedAsync(person, default));

    private Task<List<ListedPerson>> MatchesAsync(long person) =>
        World.AsksAsync((BusinessPeopleQueries people) => people.MatchesAsync(person, default));

    private async Task<bool> IsGoneAsync(long person) =>
        (await World.AsksAsync((OwnedQueries people) => people.FindAsync(person, default)))!.Person.IsGoneAtMeta;
}

public sealed class MatchBusinessPersonOnSqlite() : MatchBusinessPersonTests(DatabaseProvider.Sqlite);

public sealed class MatchBusinessPersonOnPostgres() : MatchBusinessPersonTests(DatabaseProvider.Postgres);
