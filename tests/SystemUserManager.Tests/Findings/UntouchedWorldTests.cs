using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Findings;

/// <summary>Whole generated portfolios that nobody touches between two reads.</summary>
public abstract class UntouchedWorldTests(DatabaseProvider provider) : ActTests(provider)
{
    /// <summary>Ten system users with 400 grants each, on 6,000 assets.</summary>
    [Fact]
    public async Task Of_ten_thousand_objects_the_second_read_finds_nothing_beyond_the_first()
    {
        await World.GenerateAsync(systemUsers: 10, assets: 6000, grantsPerSystemUser: 400);
        var portfolioId = await World.ConnectAnewAsync("Aachen Trading 1");
        await World.DoneAsync(World.AskReadAsync(portfolioId));
        await using (var db = World.OpenDatabase())
            Assert.True(await db.Assets.CountAsync() + await db.SeenGrants.CountAsync() >= 10_000);
        var first = await AllAsync();
        Assert.NotEmpty(first);

        World.Clock.Advance(TimeSpan.FromHours(5));
        await World.DoneAsync(World.AskReadAsync(portfolioId));

        Assert.Equal(first, await AllAsync());
    }

    private async Task<List<string>> AllAsync()
    {
        await using var db = World.OpenDatabase();
        return await db
            .Findings.OrderBy(f => f.Id)
            .Select(f => $"{f.Kind} {f.ObjectKey} {f.Detail} {f.ResolvedAt} {f.Reopened}")
            .ToListAsync();
    }
}

public sealed class UntouchedWorldOnSqlite() : UntouchedWorldTests(DatabaseProvider.Sqlite);

public sealed class UntouchedWorldOnPostgres() : UntouchedWorldTests(DatabaseProvider.Postgres);
