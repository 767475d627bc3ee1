using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Sync;

public sealed class SpreadTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    [Fact]
    public void Of_two_hundred_portfolios_no_more_than_a_few_have_their_moment_in_the_same_ten_minutes()
    {
        var moments = Enumerable.Range(1, 200).Select(id => Spread.LastMoment(id, Every, Now)).ToList();

        Assert.All(moments, m => Assert.InRange(m, Now - Every, Now));
        Assert.True(moments.GroupBy(m => m.Ticks / TimeSpan.FromMinutes(10).Ticks).Max(g => g.Count()) <= 8);
    }

    [Fact]
    public void A_portfolio_keeps_its_moment_from_one_time_to_the_next()
    {
        var moment = Spread.LastMoment(7, Every, Now);

        Assert.Equal(moment, Spread.LastMoment(7, Every, moment));
        Assert.Equal(moment, Spread.LastMoment(7, Every, moment + Every - TimeSpan.FromTicks(1)));
        Assert.Equal(moment + Every, Spread.LastMoment(7, Every, moment + Every));
    }
}

/// <summary>Reads that nobody asked for.</summary>
public abstract class ScheduleTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task A_portfolio_is_read_four_times_a_day_each_time_at_its_own_moment()
    {
        await World.ConnectAsync("Northwind");
        // Past the first, which may come a little early or late.
        await PassAsync(TimeSpan.FromHours(9));
        var before = await ReadsAsync();

        await PassAsync(TimeSpan.FromDays(1));

        var reads = (await ReadsAsync()).Skip(before.Count).ToList();
        Assert.Equal(4, reads.Count);
        Assert.Single(
            reads
                .Select(at => at.TimeOfDay.Ticks % TimeSpan.FromHours(6).Ticks / TimeSpan.FromMinutes(30).Ticks)
                .Distinct()
        );
    }

    [FactOnOneDatabase]
    public async Task A_read_by_hand_a_moment_before_saves_one_and_one_that_waits_is_not_asked_for_again()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Clock.Advance(TimeSpan.FromDays(1));
        World.Fault(Faults.Throttled("GET", "/*/owned_ad_accounts", 4, minutes: 60));
        await World.Worker.Get<Reconciler>().RunAsync(default);
        await World.Worker.Get<Reconciler>().RunAsync(default);
        Assert.Single(await ReadsAsync());

        foreach (var id in await World.FindDueAsync())
            await World.RunToEndAsync(id);
        await World.DoneAsync(World.AskReadAsync(portfolio));
        await World.Worker.Get<Reconciler>().RunAsync(default);

        Assert.Equal(2, (await ReadsAsync()).Count);
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var end = World.Clock.GetUtcNow() + time; World.Clock.GetUtcNow() < end; )
        {
            World.Clock.Advance(TimeSpan.FromMinutes(30));
            await World.ReconcileAsync();
        }
    }

    private async Task<List<DateTimeOffset>> ReadsAsync()
    {
        await using var db = World.OpenDatabase();
        return await db
            .Operations.Where(o => o.Kind == OperationKind.ReadPortfolio)
            .OrderBy(o => o.Id)
            .Select(o => o.AskedAt)
            .ToListAsync();
    }
}

public sealed class ScheduleOnSqlite() : ScheduleTests(DatabaseProvider.Sqlite);

public sealed class ScheduleOnPostgres() : ScheduleTests(DatabaseProvider.Postgres);
