using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>Who answers for a system user: still needed, handed over, left.</summary>
public abstract class OwnersTests(DatabaseProvider provider) : ActTests(provider)
{
    private static readonly DateOnly May = new(2027, 5, 1);

    [Fact]
    public async Task An_owner_whose_role_is_to_look_says_for_themselves_that_it_is_still_needed()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        var otto = await AuditorAsync("otto@example.com");
        World.SignIn(otto);

        World.Succeeds(await ConfirmAsync(systemUser.Id, May));

        var now = await World.SystemUserAsync("user1");
        Assert.Equal((May, World.Clock.GetUtcNow()), (now.NextReviewOn, now.LastConfirmedAt));
        Assert.Contains("otto@example.com", now.LastConfirmedByName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_else_whose_role_is_to_look_may_not_say_it_for_the_owner()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.SignIn(await AuditorAsync("mona@example.com"));

        var refused = await ConfirmAsync(systemUser.Id, May);

        Assert.IsType<NotAllowed>(Assert.Single(refused.Problems));
        Assert.Null((await World.SystemUserAsync("user1")).LastConfirmedAt);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(2026, 11, 24)]
    [Row(2027, 11, 26)]
    public async Task A_review_is_a_day_from_tomorrow_on_within_a_year(int year, int month, int day)
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");

        var refused = await ConfirmAsync(systemUser.Id, new DateOnly(year, month, day));

        Assert.Equal("NextReviewOn", Assert.Single(refused.Problems).Field);
    }

    [Fact]
    public async Task What_is_handed_over_is_the_new_owners_when_they_accept_and_who_owned_it_stays_known()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.Succeeds(await OfferAsync(systemUser.Id, "Mona", "mona@example.com"));
        Assert.Equal("Otto", await OwnerAsync());
        World.SignIn(await AuditorAsync("mona@example.com"));

        World.Succeeds(await AnswerAsync(systemUser.Id, accept: true));

        Assert.Equal("Mona", await OwnerAsync());
        await using var db = World.OpenDatabase();
        var owners = await (
            from v in db.SystemUserVersions
            where v.SystemUserId == systemUser.Id
            orderby v.Id
            select db.People.Where(p => p.Id == v.OwnerId).Select(p => p.Name).FirstOrDefault()
        ).ToListAsync();
        Assert.Equal(["Otto", "Mona"], owners.TakeLast(2));
        Assert.Single(
            await db.SystemUserVersions.Where(v => v.SystemUserId == systemUser.Id && v.ValidTo == null).ToListAsync()
        );
    }

    [Fact]
    public async Task One_who_declines_leaves_it_where_it_is_and_it_can_be_offered_again()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.Succeeds(await OfferAsync(systemUser.Id, "Mona", "mona@example.com"));

        World.Succeeds(await AnswerAsync(systemUser.Id, accept: false));

        Assert.Equal("Otto", await OwnerAsync());
        Assert.IsType<NoHandOver>(Assert.Single((await AnswerAsync(systemUser.Id, accept: true)).Problems));
        World.Succeeds(await OfferAsync(systemUser.Id, "Nils", null));
    }

    [Fact]
    public async Task Only_whom_it_was_offered_to_may_accept_it()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.Succeeds(await OfferAsync(systemUser.Id, "Mona", "mona@example.com"));
        World.SignIn(await AuditorAsync("eve@example.com"));

        Assert.IsType<NotAllowed>(Assert.Single((await AnswerAsync(systemUser.Id, accept: true)).Problems));
        Assert.IsType<NotAllowed>(Assert.Single((await AnswerAsync(systemUser.Id, accept: false)).Problems));
        Assert.Equal("Otto", await OwnerAsync());
    }

    [Fact]
    public async Task An_offer_ends_with_the_owner_who_made_it()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.Succeeds(await OfferAsync(systemUser.Id, "Mona", "mona@example.com"));

        World.Succeeds(await EditOwnerAsync(systemUser.Id, "Nils"));

        Assert.Contains(await AuditProof.HoldsAsync(World), r => r.Action == "End hand-over");
        Assert.IsType<NoHandOver>(Assert.Single((await AnswerAsync(systemUser.Id, accept: true)).Problems));
        Assert.Equal("Nils", await OwnerAsync());
    }

    [Fact]
    public async Task An_offer_in_the_name_of_another_owner_takes_nothing()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.Succeeds(await OfferAsync(systemUser.Id, "Mona", "mona@example.com"));
        await using (var db = World.OpenDatabase())
            await db.SystemUsers.ExecuteUpdateAsync(s => s.SetProperty(x => x.OwnerId, (long?)null));

        Assert.IsType<NoHandOver>(Assert.Single((await AnswerAsync(systemUser.Id, accept: true)).Problems));
    }

    [Fact]
    public async Task An_administrator_accepts_only_for_somebody_without_an_account()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.Succeeds(await OfferAsync(systemUser.Id, "Mona", "mona@example.com"));
        await AuditorAsync("mona@example.com");

        Assert.IsType<NotAllowed>(Assert.Single((await AnswerAsync(systemUser.Id, accept: true)).Problems));
        Assert.Equal("Otto", await OwnerAsync());
        World.Succeeds(await AnswerAsync(systemUser.Id, accept: false));
    }

    [Fact]
    public async Task Whoever_left_is_neither_suggested_nor_named_and_one_of_a_common_name_is_chosen_by_address()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        await AddAsync("Lea", "lea@example.com");
        await AddAsync("Kim", "kim1@example.com");
        await AddAsync("Kim", "kim2@example.com");
        await using (var db = World.OpenDatabase())
            await db
                .People.Where(p => p.Name == "Lea")
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.LeftAt, World.Clock.GetUtcNow()));

        var options = await World.AsksAsync((OwnerQueries q) => q.OptionsAsync(50, default));
        Assert.DoesNotContain(options, o => o.Name == "Lea");
        foreach (var (name, sentence) in new[] { ("Lea", "Lea left"), ("Kim", "kim1@example.com, kim2@example.com") })
        {
            var refused = await EditOwnerAsync(systemUser.Id, name);
            Assert.Contains(sentence, Assert.Single(refused.Problems).Sentence, StringComparison.Ordinal);
            Assert.Contains(
                sentence,
                Assert.Single((await OfferAsync(systemUser.Id, name, null)).Problems).Sentence,
                StringComparison.Ordinal
            );
            var form = World.CreateForm(systemUser.PortfolioId, "one more integration") with
            {
                Owner = new TypedPerson(name, null, IsTeam: false),
            };
            var created = await World.AsksAsync((CreateSystemUser act) => act.AskAsync(form, default));
            Assert.Contains(created.Problems, p => p.Sentence.Contains(sentence, StringComparison.Ordinal));
        }

        World.Succeeds(await EditOwnerAsync(systemUser.Id, "Kim", "kim2@example.com"));
        // One who is named already stays, whatever else is edited.
        World.Succeeds(await EditOwnerAsync(systemUser.Id, "Kim"));
        await using var read = World.OpenDatabase();
        var owner = (await World.SystemUserAsync("user1")).OwnerId;
        Assert.Equal("kim2@example.com", (await read.People.SingleAsync(p => p.Id == owner)).Email);
    }

    [Fact]
    public async Task There_is_one_offer_at_a_time()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        World.Succeeds(await OfferAsync(systemUser.Id, "Mona", "mona@example.com"));

        Assert.IsType<HandOverOpen>(Assert.Single((await OfferAsync(systemUser.Id, "Nils", null)).Problems));
    }

    [Fact]
    public async Task What_somebody_owned_who_left_is_listed_as_such_and_mine_is_what_my_own_person_owns()
    {
        var systemUser = await OwnedAsync("Otto", "otto@example.com");
        await using (var db = World.OpenDatabase())
        {
            var id = await db.People.Where(p => p.Name == "Otto").Select(p => p.Id).SingleAsync();
            World.Succeeds(
                await World.AsksAsync(
                    (MarkLeft act) => act.RunAsync(new MarkLeftRequest(World.Act(), id, HasLeft: true), default)
                )
            );
        }

        Assert.Equal(["user1"], await NamesAsync(new SystemUserFilter { Owner = OwnersShown.Left }));
        Assert.Empty(await NamesAsync(new SystemUserFilter { Owner = OwnersShown.Mine }));
        World.SignIn(await AuditorAsync("otto@example.com"));
        Assert.Equal(["user1"], await NamesAsync(new SystemUserFilter { Owner = OwnersShown.Mine }));
        Assert.Equal(systemUser.Id, (await World.SystemUserAsync("user1")).Id);
    }

    private async Task<IReadOnlyList<string>> NamesAsync(SystemUserFilter filter) =>
        [
            .. (
                await World.AsksAsync((SystemUserQueries queries) => queries.ListAsync(filter, null, default))
            ).Rows.Select(r => r.Name),
        ];

    private async Task<SystemUser> OwnedAsync(string name, string email)
    {
        await World.ConnectAsync("Northwind");
        var systemUser = await World.SystemUserAsync("user1");
        World.Succeeds(await OfferAsync(systemUser.Id, name, email));
        World.Succeeds(await AnswerAsync(systemUser.Id, accept: true));
        return systemUser;
    }

    private Task<Person> AddAsync(string name, string email) =>
        World.AsksAsync(
            (FindOrAddPerson people) => people.RunAsync(new TypedPerson(name, email, IsTeam: false), default)
        );

    private Task<Result<SystemUser>> EditOwnerAsync(long id, string name, string? email = null) =>
        World.AsksAsync(
            (EditSystemUser act) =>
                act.RunAsync(
                    new EditSystemUserRequest
                    {
                        Act = World.Act(),
                        SystemUserId = id,
                        Purpose = "Keeps the ads in step",
                        Preset = null,
                        Owner = new TypedPerson(name, email, IsTeam: false),
                        Consumers = [],
                    },
                    default
                )
        );

    private async Task<string?> OwnerAsync()
    {
        var owner = (await World.SystemUserAsync("user1")).OwnerId;
        await using var db = World.OpenDatabase();
        return await db.People.Where(p => p.Id == owner).Select(p => p.Name).SingleOrDefaultAsync();
    }

    /// <summary>An account whose role is to look, and the person of this address, if there is one, is theirs.</summary>
    private async Task<Account> AuditorAsync(string email)
    {
        await using var db = World.OpenDatabase();
        var account = new Account
        {
            Name = email.Split('@')[0],
            UserName = email,
            Email = email,
            NormalizedUserName = email,
        };
        using (db.Unaudited("A test's own people."))
        {
            db.Users.Add(account);
            await db.SaveChangesAsync();
            db.RoleAssignments.Add(new RoleAssignment { AccountId = account.Id, Role = Role.Auditor });
            if (await db.People.SingleOrDefaultAsync(p => p.Email == email) is { } person)
                person.AccountId = account.Id;
            await db.SaveChangesAsync();
        }

        return account;
    }

    private Task<Result<SystemUser>> ConfirmAsync(long id, DateOnly next) =>
        World.AsksAsync(
            (ConfirmNeeded act) => act.RunAsync(new ConfirmNeededRequest(World.Act("In use"), id, next), default)
        );

    private Task<Result<HandOver>> OfferAsync(long id, string name, string? email) =>
        World.AsksAsync(
            (OfferHandOver act) =>
                act.RunAsync(
                    new OfferHandOverRequest(World.Act("New team"), id, new TypedPerson(name, email, IsTeam: false)),
                    default
                )
        );

    private Task<Result<HandOver>> AnswerAsync(long id, bool accept) =>
        World.AsksAsync((AnswerHandOver act) => act.RunAsync(new AnswerHandOverRequest(id, accept), default));
}

public sealed class OwnersOnSqlite() : OwnersTests(DatabaseProvider.Sqlite);

public sealed class OwnersOnPostgres() : OwnersTests(DatabaseProvider.Postgres);
