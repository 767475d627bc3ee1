using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Grants;

/// <summary>
/// Random changes at Meta and real reads of them over some days, and then each day and each moment once more: the record
/// answers as the model noted it.
/// </summary>
public abstract class GrantsAsOfTests(DatabaseProvider provider) : ActTests(provider)
{
    private const int Days = 10;

    [Theory]
    [RowsOnOneDatabase]
    [Row(1)]
    [Row(2)]
    public async Task Each_day_is_shown_as_a_replay_by_hand_has_it(int seed)
    {
        var walk = new HistoryWalk(World, seed);
        await walk.BeginAsync();
        for (var day = 0; day < Days; day++)
            await walk.PassDayAsync();

        await using var db = World.OpenDatabase();
        var (grants, known, random) = (new GrantQueries(db), new KnownThenQueries(db), new Random(seed));
        foreach (var day in walk.Model.Days)
        {
            await SameAsync(new GrantFilter { AsOf = day });
            foreach (var filter in Filters(day))
                await SameAsync(filter);
            foreach (var portfolio in walk.Portfolios)
                await KnowsTheSameAsync(day, portfolio);
        }

        foreach (var (moment, expected) in walk.Model.Moments)
        {
            var then = await (
                from g in db.SeenGrants.At(moment)
                join a in db.Assets on g.AssetId equals a.Id
                select new
                {
                    g.SystemUserId,
                    a.Name,
                    g.Tasks,
                }
            ).ToListAsync();
            Assert.Equal(expected, then.Select(g => (g.SystemUserId, g.Name, g.Tasks)).ToHashSet());
            Assert.Equal(expected.Count, then.Count);
        }

        // The walk went where it had to go.
        Assert.Contains(walk.Model.Days, d => !walk.Model.IsKnown(d, walk.Portfolios[0], HistoryWalk.SystemUsers));
        Assert.InRange(await db.SeenGrants.CountAsync(g => g.ValidTo != null), 10, int.MaxValue);
        Assert.InRange(await db.SystemUserVersions.CountAsync(v => v.ValidTo != null), 5, int.MaxValue);
        Assert.NotEmpty(await db.SyncGaps.ToListAsync());

        async Task SameAsync(GrantFilter filter)
        {
            var expected = walk
                .Model.On(filter.AsOf!.Value, walk.Owners)
                .Where(g => Fits(filter, g.Grant, g.Kind, g.User))
                .Select(g => $"{g.Grant}")
                .Order(StringComparer.Ordinal);
            var shown = new List<GrantRow>();
            for (string? after = null; ; )
            {
                var page = await grants.ListAsync(filter, after, default);
                shown.AddRange(page.Rows);
                if ((after = page.Next) is null)
                    break;
            }

            Assert.Equal(
                expected,
                shown
                    .Select(r =>
                        $"{new ShownGrant(r.SystemUserId, r.SystemUserName, r.Role, r.OwnerName, r.AssetName, r.Tasks)}"
                    )
                    .Order(StringComparer.Ordinal)
            );
            Assert.Equal(shown.Count, await grants.CountAsync(filter, default));
            Assert.Equal(shown.Select(r => r.Id), await grants.StreamAsync(filter).Select(r => r.Id).ToListAsync());
        }

        async Task KnowsTheSameAsync(DateOnly day, long portfolio)
        {
            var then = await known.FindAsync(new GrantFilter { AsOf = day, PortfolioId = portfolio }, default);
            var whole = walk.Model.IsKnown(day, portfolio, HistoryWalk.SystemUsers);
            var datasets = walk.Model.IsKnown(day, portfolio, HistoryWalk.Datasets);
            Assert.Equal(!whole, then.IsNothing);
            Assert.Equal(!whole, then.Missing.Any(m => m.Part is null));
            Assert.Equal(whole && !datasets, then.Missing.Any(m => m.Part == "its own datasets"));
            var unread = walk.Model.Unread(day, portfolio, HistoryWalk.SystemUsers);
            Assert.Equal(whole ? unread : null, Around(then, null));
            // Together with the rest it is no news.
            var ofDatasets = walk.Model.Unread(day, portfolio, HistoryWalk.Datasets);
            Assert.Equal(datasets && unread is null ? ofDatasets : null, Around(then, "its own datasets"));
        }

        IEnumerable<GrantFilter> Filters(DateOnly day)
        {
            var user = walk.Model.Users.Values.ElementAt(random.Next(walk.Model.Users.Count));
            yield return new GrantFilter
            {
                AsOf = day,
                OwnerId = walk.Owners.Keys.ElementAt(random.Next(walk.Owners.Count)),
            };
            yield return new GrantFilter { AsOf = day, Search = $"name {random.Next(HistoryWalk.Names)}" };
            yield return new GrantFilter
            {
                AsOf = day,
                SystemUserId = user.Id,
                Task = "MANAGE",
            };
            yield return new GrantFilter
            {
                AsOf = day,
                PortfolioId = user.PortfolioId,
                Kind = AssetKind.Dataset,
            };
        }
    }

    private static (DateTimeOffset From, DateTimeOffset To)? Around(KnownThen then, string? part) =>
        then.Unread.SingleOrDefault(u => u.Part == part) is { } stretch ? (stretch.From, stretch.To) : null;

    private static bool Fits(GrantFilter filter, ShownGrant grant, AssetKind kind, ModelledUser user) =>
        (filter.OwnerId is null || user.OwnerId == filter.OwnerId)
        && (filter.SystemUserId is null || user.Id == filter.SystemUserId)
        && (filter.PortfolioId is null || user.PortfolioId == filter.PortfolioId)
        && (filter.Kind is null || kind == filter.Kind)
        && (filter.Search is null || user.Name.Contains(filter.Search, StringComparison.OrdinalIgnoreCase))
        && (filter.Task is null || grant.Tasks.Split(',').Contains(filter.Task));
}

public sealed class GrantsAsOfOnSqlite() : GrantsAsOfTests(DatabaseProvider.Sqlite);

public sealed class GrantsAsOfOnPostgres() : GrantsAsOfTests(DatabaseProvider.Postgres);
