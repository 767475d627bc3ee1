using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.Reports;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Findings.Kinds;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Findings;

/// <summary>Whose owner left is asked in one way, wherever it is told.</summary>
public abstract class OwnersWhoLeftTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    private const string Lena = "lena.brandt@northwind.example";

    [Fact]
    public async Task The_finding_the_list_and_the_counts_tell_of_the_same_system_users()
    {
        // Of one that was made here the owner is here.
        await MadeAsync();
        await RecordAsync(db =>
        {
            var otto = Person.Called("Otto", "otto@example.com");
            otto.LeftAt = World.Clock.GetUtcNow();
            db.People.AddRange(otto, Person.Called("Lena", Lena), Person.Called("Ole", "ole@example.com"));
            return Task.CompletedTask;
        });
        await GiveAsync(Found, "Otto");
        await GiveAsync("user1", "Lena");
        await GiveAsync("test", "Ole");
        // That of the one that this product acts through is its own matter.
        await GiveAsync("System User Manager", "Otto");
        await MatchAsync("Lena");
        await ReadAsync();
        Assert.Equal([Found], await ToldAsync());

        await ChangeAsync(new { @do = "removePerson", person = Lena });
        await ReadAsync();

        Assert.Equal([Found, "user1"], await ToldAsync());
        var filter = new SystemUserFilter { Owner = OwnersShown.Left };
        var list = await World.AsksAsync((SystemUserQueries queries) => queries.ListAsync(filter, null, default));
        Assert.Equal([Found, "user1"], list.Rows.Select(r => r.Name));
        Assert.Equal(2, (await World.AsksAsync((HomeQueries queries) => queries.ReadAsync(default))).OwnerLeft);
        var people = await World.AsksAsync((OwnedQueries queries) => queries.ListAsync(null, true, null, default));
        Assert.Equal(["Lena", "Otto"], people.Rows.Select(p => p.Name));
    }

    private Task GiveAsync(string systemUser, string owner) =>
        RecordAsync(async db =>
        {
            var person = await db.People.Where(p => p.Name == owner).Select(p => p.Id).SingleAsync();
            (await db.SystemUsers.SingleAsync(s => s.Name == systemUser)).OwnerId = person;
        });

    private async Task MatchAsync(string name)
    {
        await using var db = World.OpenDatabase();
        var person = await db.People.Where(p => p.Name == name).Select(p => p.Id).SingleAsync();
        var listed = await db.BusinessPeople.Where(b => b.Email == Lena).Select(b => b.Id).SingleAsync();
        World.Succeeds(
            await World.AsksAsync(
                (MatchBusinessPerson act) => act.RunAsync(new(World.Act(), person, listed, IsMatch: true), default)
            )
        );
    }

    private async Task<List<string>> ToldAsync()
    {
        var about = (await World.OpenFindingsAsync(FindingKind.OwnerLeft)).Select(f => f.SystemUserId).ToList();
        await using var db = World.OpenDatabase();
        return await db
            .SystemUsers.Where(s => about.Contains(s.Id))
            .OrderBy(s => s.NameKey)
            .Select(s => s.Name)
            .ToListAsync();
    }
}

public sealed class OwnersWhoLeftOnSqlite() : OwnersWhoLeftTests(DatabaseProvider.Sqlite);

public sealed class OwnersWhoLeftOnPostgres() : OwnersWhoLeftTests(DatabaseProvider.Postgres);
