using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Tests.Findings.Kinds;
using SystemUserManager.Tokens;

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

    [Fact]
    public async Task A_day_on_which_a_scope_was_missing_says_that_its_kind_was_not_known_and_no_other_day_does()
    {
        await FoundAsync();
        await ReadAsync();
        var (start, last) = (Today(), await LastAsync());
        var control = await ControlAsync();
        await ChangeAsync(
            new
            {
                @do = "removeScope",
                token = control.ValueSha256,
                scope = "catalog_management",
            }
        );
        // It is seen when the token is asked about; the read of the day after goes without.
        for (var day = 0; day < 4; day++)
        {
            World.Clock.Advance(TimeSpan.FromDays(1));
            await ReadAsync();
        }

        Assert.Equal(start.AddDays(4), Today());
        Assert.Single(await UnknownAsync(null));
        var still = Assert.Single(await UnknownAsync(start.AddDays(3)));
        Assert.Equal((AssetKind.ProductCatalog, true, null), (still.Kind, still.IsThen, still.Until));
        var since = still.Since!.Value;
        Assert.InRange(since, last, last.AddDays(2));

        await AtMetaAsync(control, t => t.Scopes.Add("catalog_management"));
        await ReadAsync();
        World.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync();
        var back = await LastAsync();
        World.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync();

        Assert.Empty(await UnknownAsync(null));
        for (var day = start; day < Today(); day = day.AddDays(1))
        {
            var unknown = await UnknownAsync(day);
            var (from, to) = (DateOnly.FromDateTime(since.UtcDateTime), DateOnly.FromDateTime(back.UtcDateTime));
            if (day <= from || day >= to)
            {
                Assert.Empty(unknown);
                continue;
            }

            var one = Assert.Single(unknown);
            Assert.Equal((AssetKind.ProductCatalog, since), (one.Kind, one.Since!.Value));
            Assert.Equal("ads_management or catalog_management", one.Missing);
            Assert.NotNull(one.Until);
        }

        // Of another kind, or of a day of which there is no record at all, nothing is said.
        Assert.Empty(await UnknownAsync(start.AddDays(3), AssetKind.Page));
        Assert.Empty(await UnknownAsync(start.AddDays(-1)));

        async Task<IReadOnlyList<UnreadKind>> UnknownAsync(DateOnly? day, AssetKind? kind = null)
        {
            await using var own = World.OpenDatabase();
            return await new UnreadKindQueries(own).FindAsync(new GrantFilter { AsOf = day, Kind = kind }, default);
        }

        async Task<DateTimeOffset> LastAsync()
        {
            await using var own = World.OpenDatabase();
            return (await own.SyncParts.SingleAsync(p => p.Edge == "system_users")).LastCompleteReadAt!.Value;
        }

        async Task<Token> ControlAsync()
        {
            await using var own = World.OpenDatabase();
            var secret = (await own.Portfolios.SingleAsync()).ControlTokenSecret;
            return await own.Tokens.AsNoTracking().SingleAsync(t => t.SecretName == secret);
        }
    }

    private DateOnly Today() => DateOnly.FromDateTime(World.Clock.GetUtcNow().UtcDateTime);
}

public sealed class DaysAtMetaOnSqlite() : DaysAtMetaTests(DatabaseProvider.Sqlite);

public sealed class DaysAtMetaOnPostgres() : DaysAtMetaTests(DatabaseProvider.Postgres);
