using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.People;

/// <summary>Whose an account here is: said by an administrator where the e-mail told nothing, or told wrongly.</summary>
public abstract class MatchAccountTests(DatabaseProvider provider) : ActTests(provider)
{
    private static readonly DateOnly May = new(2027, 5, 1);

    [Fact]
    public async Task Who_signs_in_with_a_matched_account_answers_for_what_the_person_owns_and_no_more_when_it_is_taken_back()
    {
        var (systemUser, otto, account) = await GivenAsync();
        World.SignIn(account);
        Assert.IsType<NotAllowed>(Assert.Single((await ConfirmAsync(systemUser)).Problems));
        Assert.Empty(await MineAsync());

        await World.AsAdministrator();
        World.Succeeds(await MatchAsync(otto, account.Id));
        World.SignIn(account);
        World.Succeeds(await ConfirmAsync(systemUser));
        Assert.Equal(["user1"], await MineAsync());

        await World.AsAdministrator();
        World.Succeeds(await MatchAsync(otto, account.Id, isMatch: false));
        World.SignIn(account);
        Assert.IsType<NotAllowed>(Assert.Single((await ConfirmAsync(systemUser)).Problems));
        Assert.Empty(await MineAsync());
        var rows = (await AuditProof.HoldsAsync(World)).Where(r => r.ObjectType == "Person").ToList();
        Assert.Contains(rows, r => r.Action == "Match with an account" && r.After!.Contains(account.Email!));
        Assert.Contains(rows, r => r.Action == "Undo a match with an account" && r.Before!.Contains(account.Email!));
    }

    [Fact]
    public async Task An_account_is_one_persons_and_a_person_has_one()
    {
        var (_, otto, account) = await GivenAsync();
        var other = await AccountAsync("second@example.com");
        var mona = await PersonAsync("Mona", isTeam: false);
        World.Succeeds(await MatchAsync(otto, account.Id));
        var rows = (await AuditProof.HoldsAsync(World)).Count;

        var taken = Assert.Single((await MatchAsync(mona, account.Id)).Problems);
        Assert.IsType<AccountIsSomebodyElses>(taken);
        Assert.Equal($"/People/{otto}", taken.Link);
        Assert.IsType<PersonHasAccount>(Assert.Single((await MatchAsync(otto, other.Id)).Problems));
        var team = await PersonAsync("The ads team", isTeam: true);
        Assert.False((await MatchAsync(team, other.Id)).Succeeded);
        Assert.Equal("AccountId", Assert.Single((await MatchAsync(mona, 0)).Problems).Field);

        // Said again, or taken back from whom it isn't: nothing is written.
        World.Succeeds(await MatchAsync(otto, account.Id));
        World.Succeeds(await MatchAsync(mona, account.Id, isMatch: false));
        Assert.Equal(rows, (await AuditProof.HoldsAsync(World)).Count);
    }

    [Fact]
    public async Task Only_an_administrator_of_all_portfolios_says_it_with_a_reason()
    {
        var (systemUser, otto, account) = await GivenAsync();
        var refused = await World.AsksAsync(
            (MatchAccount act) => act.RunAsync(new(World.Act(" "), otto, account.Id, IsMatch: true), default)
        );
        Assert.Equal("Reason", Assert.Single(refused.Problems).Field);
        await World.AsAdministrator(systemUser.PortfolioId);

        Assert.IsType<NotAllowed>(Assert.Single((await MatchAsync(otto, account.Id)).Problems));
    }

    /// <summary>Otto, who has no address here, owns user1; and an account that nobody is matched with.</summary>
    private async Task<(SystemUser SystemUser, long Otto, Account Account)> GivenAsync()
    {
        await World.ConnectAsync("Northwind");
        var otto = await PersonAsync("Otto", isTeam: false);
        await using var db = World.OpenDatabase();
        await db
            .SystemUsers.Where(s => s.Name == "user1")
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.OwnerId, otto));
        return (await World.SystemUserAsync("user1"), otto, await AccountAsync("otto@example.com"));
    }

    private async Task<long> PersonAsync(string name, bool isTeam)
    {
        await using var db = World.OpenDatabase();
        using var unaudited = db.Unaudited("As somebody typed it as an owner.");
        var person = Person.Called(name, isTeam: isTeam);
        db.People.Add(person);
        await db.SaveChangesAsync();
        return person.Id;
    }

    private async Task<Account> AccountAsync(string email)
    {
        await using var db = World.OpenDatabase();
        using var unaudited = db.Unaudited("A test's own people.");
        var account = new Account
        {
            Name = email.Split('@')[0],
            UserName = email,
            Email = email,
            NormalizedUserName = email,
        };
        db.Users.Add(account);
        await db.SaveChangesAsync();
        db.RoleAssignments.Add(new RoleAssignment { AccountId = account.Id, Role = Role.Auditor });
        await db.SaveChangesAsync();
        return account;
    }

    private Task<Result<string>> MatchAsync(long person, long account, bool isMatch = true) =>
        World.AsksAsync((MatchAccount act) => act.RunAsync(new(World.Act(), person, account, isMatch), default));

    private Task<Result<SystemUser>> ConfirmAsync(SystemUser systemUser) =>
        World.AsksAsync((ConfirmNeeded act) => act.RunAsync(new(World.Act("In use"), systemUser.Id, May), default));

    private async Task<IEnumerable<string>> MineAsync()
    {
        var filter = new SystemUserFilter { Owner = OwnersShown.Mine };
        var mine = await World.AsksAsync((SystemUserQueries queries) => queries.ListAsync(filter, null, default));
        return mine.Rows.Select(r => r.Name);
    }
}

public sealed class MatchAccountOnSqlite() : MatchAccountTests(DatabaseProvider.Sqlite);

public sealed class MatchAccountOnPostgres() : MatchAccountTests(DatabaseProvider.Postgres);
