using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Sync;

/// <summary>Who changed a grant on an ad account, as Meta's activity log of that account tells it.</summary>
public abstract class ActivityLogTests(DatabaseProvider provider) : SyncTests(provider)
{
    [Fact]
    public async Task Who_gave_a_grant_and_who_took_one_away_is_kept_with_it_and_each_account_is_asked_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var (given, taken) = await ChangeAsync();
        var mark = World.Mark();

        await ReadAsync(portfolio);

        var begun = await LatestAsync("Northwind UK Performance");
        Assert.Equal(given, begun.ChangedAt);
        Assert.NotNull(begun.ChangedByName);
        Assert.Null(begun.EndedByName);
        var ended = await LatestAsync("Northwind AT Performance");
        Assert.Equal(taken, ended.EndedAt);
        Assert.Equal(begun.ChangedByName, ended.EndedByName);
        Assert.NotNull(ended.ValidTo);
        Assert.Equal(2, CallsOf("activities", mark));
    }

    [Fact]
    public async Task At_the_first_read_and_where_nothing_changed_no_log_is_asked_for()
    {
        var mark = World.Mark();
        var portfolio = await World.ConnectAnewAsync("Northwind");
        World.Clock.Advance(TimeSpan.FromHours(1));

        await ReadAsync(portfolio);

        Assert.Equal(0, CallsOf("activities", mark));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(200)]
    [Row(4)]
    [Row(2)]
    public async Task A_log_that_can_not_be_had_fails_nothing(int code)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await ChangeAsync();
        World.Fault(Faults.Refused("GET", "/*/activities", code, times: null));

        await ReadAsync(portfolio);

        var begun = await LatestAsync("Northwind UK Performance");
        Assert.Equal((null, null), (begun.ChangedByName, begun.ChangedAt));
    }

    [Fact]
    public async Task Switched_off_it_asks_nobody()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await ChangeAsync();
        World.StartProcess(own: [("Sync:AskActivities", "false")]);
        var mark = World.Mark();

        await ReadAsync(portfolio);

        Assert.Equal(0, CallsOf("activities", mark));
        Assert.Null((await LatestAsync("Northwind UK Performance")).ChangedByName);
    }

    private async Task<(DateTimeOffset Given, DateTimeOffset Taken)> ChangeAsync()
    {
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = "ads sync",
                asset = "Northwind UK Performance",
                tasks = new[] { "ANALYZE" },
            }
        );
        var given = World.Clock.GetUtcNow();
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = "ads sync",
                asset = "Northwind AT Performance",
            }
        );
        var taken = World.Clock.GetUtcNow();
        World.Clock.Advance(TimeSpan.FromHours(1));
        return (given, taken);
    }

    private async Task<SeenGrant> LatestAsync(string asset)
    {
        await using var db = World.OpenDatabase();
        var user = await World.SystemUserAsync("ads sync");
        return await db
            .SeenGrants.AsNoTracking()
            .Where(g => g.SystemUserId == user.Id && db.Assets.Any(a => a.Id == g.AssetId && a.Name == asset))
            .OrderByDescending(g => g.ValidFrom)
            .FirstAsync();
    }
}

public sealed class ActivityLogOnSqlite() : ActivityLogTests(DatabaseProvider.Sqlite);

public sealed class ActivityLogOnPostgres() : ActivityLogTests(DatabaseProvider.Postgres);
