using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings.Kinds;

/// <summary>
/// Each kind: made by other means than the product's, found by the next look, resolved by itself when it is undone, and
/// back when it is done again.
/// </summary>
public abstract class ComesAndGoesTests(DatabaseProvider provider) : ActTests(provider)
{
    protected const string Name = "northwind ads reporting";
    protected const string Found = "ads sync";
    protected const string Account = "Northwind DE Brand";

    /// <summary>Of Northwind, from the first thing that a test does on.</summary>
    protected long PortfolioId { get; set; }

    /// <summary>One that was made here, with one ad account and a token to read ads with.</summary>
    protected async Task<Token> MadeAsync(
        string name = Name,
        IntegrationEnvironment environment = IntegrationEnvironment.Production,
        string account = Account
    )
    {
        if (PortfolioId == 0)
            PortfolioId = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(PortfolioId, name, await World.GrantOnAsync(account, "ANALYZE")) with
        {
            Preset = "reporting",
            Environment = environment,
            Successor = new TypedPerson("Ole Dahl", "ole.dahl@example.com", IsTeam: false),
        };
        return await World.TokenOfAsync((await World.CreateAsync(form)).Id);
    }

    protected async Task<SystemUser> FoundAsync()
    {
        PortfolioId = await World.ConnectAsync("Northwind");
        return await World.SystemUserAsync(Found);
    }

    protected Task ChangeAsync(object change) => World.ChangeAsync(change);

    /// <summary>Reads Meta and the vault, and compares.</summary>
    protected async Task ReadAsync()
    {
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.DoneAsync(World.AskReadAsync(PortfolioId));
        await WhatNoReadBrings.WriteAsync(World, PortfolioId);
        await CompareAsync();
    }

    protected async Task LookAsync()
    {
        World.Clock.Advance(TimeSpan.FromHours(1));
        await CompareAsync();
    }

    protected Task CompareAsync() => World.Worker.Get<FindingLook>().LookAsync(PortfolioId, default);

    /// <summary>Nobody did it here: it stands so in the record.</summary>
    protected async Task RecordAsync(Func<AppDb, Task> change)
    {
        await using var db = World.OpenDatabase();
        await change(db);
        using (db.Unaudited("A test's own change."))
            await db.SaveChangesAsync();
    }

    protected Task<Finding> ComesAndGoesAsync(
        FindingKind kind,
        Func<Finding, bool> isIt,
        Func<Task> make,
        Func<Task> undo
    ) => ComesAndGoesAsync(kind, isIt, make, undo, ReadAsync);

    /// <returns>As it was found first.</returns>
    protected async Task<Finding> ComesAndGoesAsync(
        FindingKind kind,
        Func<Finding, bool> isIt,
        Func<Task> make,
        Func<Task> undo,
        Func<Task> look
    )
    {
        await look();
        Assert.DoesNotContain(await World.OpenFindingsAsync(kind), f => isIt(f));

        await make();
        await look();
        var found = Assert.Single(await World.OpenFindingsAsync(kind), f => isIt(f));
        Assert.Equal((PortfolioId, 0), (found.PortfolioId, found.Reopened));

        await undo();
        await look();
        Assert.DoesNotContain(await World.OpenFindingsAsync(kind), f => isIt(f));

        await make();
        await look();
        var again = Assert.Single(await World.OpenFindingsAsync(kind), f => isIt(f));
        Assert.Equal((found.Id, found.FirstSeenAt, 1), (again.Id, again.FirstSeenAt, again.Reopened));
        Assert.True(again.LastSeenAt > found.LastSeenAt);
        return found;
    }

    protected async Task<long> AssetIdAsync(string name)
    {
        await using var db = World.OpenDatabase();
        return await db.Assets.Where(a => a.Name == name).Select(a => a.Id).SingleAsync();
    }
}
