using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Tests.Findings.Kinds;

namespace SystemUserManager.Tests.Grants;

/// <summary>What people do at Meta behind our back, read day by day: each day stays what it was.</summary>
public abstract class DaysAtMetaTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    private const string Page = "Northwind Outlet";

    [Fact]
    public async Task A_day_before_a_change_at_Meta_shows_the_state_of_that_day()
    {
        var user = await FoundAsync();
        var days = new Dictionary<DateOnly, List<string>>();
        var start = Today();
        await EndDayAsync();

        await ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = Found,
                asset = Page,
                tasks = new[] { "MANAGE" },
            }
        );
        await EndDayAsync();
        await ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = Found,
                name = "ads sync, old",
            }
        );
        await EndDayAsync();
        await ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = "ads sync, old",
                asset = Page,
            }
        );
        await EndDayAsync();

        var before = days[start];
        Assert.DoesNotContain(before, r => r.Contains(Page, StringComparison.Ordinal));
        var given = days[start.AddDays(1)];
        Assert.Single(given.Except(before), r => r.Contains(Page, StringComparison.Ordinal));
        Assert.All(given, r => Assert.StartsWith(Found, r, StringComparison.Ordinal));
        Assert.All(days[start.AddDays(2)], r => Assert.StartsWith("ads sync, old", r, StringComparison.Ordinal));
        Assert.DoesNotContain(days[start.AddDays(3)], r => r.Contains(Page, StringComparison.Ordinal));
        foreach (var (day, shown) in days)
            Assert.Equal(shown, await ShownAsync(day));
        Assert.Empty(await ShownAsync(start.AddDays(-1)));

        await using var db = World.OpenDatabase();
        var none = await new KnownThenQueries(db).FindAsync(new GrantFilter { AsOf = start.AddDays(-1) }, default);
        Assert.True(none.IsNothing);
        var parts = await db.SyncParts.ToListAsync();
        var first = await db.SeenGrants.Where(g => g.NotBefore == null).MaxAsync(g => g.ValidFrom);
        Assert.True(parts.Single(p => p.Edge == "system_users").FirstCompleteReadAt >= first);

        // Reads, notes what is there now, and lets the day end.
        async Task EndDayAsync()
        {
            await ReadAsync();
            days[Today()] = await ShownAsync(null);
            World.Clock.Advance(TimeSpan.FromDays(1));
        }

        async Task<List<string>> ShownAsync(DateOnly? day)
        {
            await using var own = World.OpenDatabase();
            var rows = await new GrantQueries(own)
                .StreamAsync(new GrantFilter { SystemUserId = user.Id, AsOf = day })
                .ToListAsync();
            return rows.ConvertAll(r => $"{r.SystemUserName}: {r.AssetName} {r.Tasks} {r.Role}");
        }
    }

    [Fact]
    public async Task A_day_on_which_nothing_was_read_says_between_which_reads_it_lies_and_shows_the_first_of_them()
    {
        await FoundAsync();
        await ReadAsync();
        var first = Today();
        // On the next day it is read: nothing lies between.
        World.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync();
        var last = await LastReadAsync();
        World.Clock.Advance(TimeSpan.FromDays(4));
        await ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = Found,
                asset = Page,
                tasks = new[] { "MANAGE" },
            }
        );
        await ReadAsync();
        var next = await LastReadAsync();

        Assert.Empty((await OnAsync(first)).Unread);
        Assert.Empty((await OnAsync(first.AddDays(1))).Unread);
        for (var day = first.AddDays(2); day < Today(); day = day.AddDays(1))
        {
            var then = await OnAsync(day);
            var stretch = Assert.Single(then.Unread);
            Assert.Equal((null, last, next), (stretch.Part, stretch.From, stretch.To));
            Assert.False(then.IsNothing);
            Assert.Empty(then.Older);
        }

        // Reading again changes nothing of what was.
        await ReadAsync();
        await using var db = World.OpenDatabase();
        Assert.All(
            await db.SyncGaps.ToListAsync(),
            g => Assert.Equal((last.Date, next.Date), (g.From.Date, g.To.Date))
        );

        async Task<KnownThen> OnAsync(DateOnly day)
        {
            await using var own = World.OpenDatabase();
            return await new KnownThenQueries(own).FindAsync(new GrantFilter { AsOf = day }, default);
        }

        async Task<DateTimeOffset> LastReadAsync()
        {
            await using var own = World.OpenDatabase();
            return (await own.SyncParts.SingleAsync(p => p.Edge == "system_users")).LastCompleteReadAt!.Value;
        }
    }

    private DateOnly Today() => DateOnly.FromDateTime(World.Clock.GetUtcNow().UtcDateTime);
}

public sealed class DaysAtMetaOnSqlite() : DaysAtMetaTests(DatabaseProvider.Sqlite);

public sealed class DaysAtMetaOnPostgres() : DaysAtMetaTests(DatabaseProvider.Postgres);
