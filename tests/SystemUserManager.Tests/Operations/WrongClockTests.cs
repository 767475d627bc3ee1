using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Operations;

/// <summary>A worker whose clock is wrong: it does nothing twice, and takes nothing that another holds.</summary>
public abstract class WrongClockTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    [Trait("Id", "D05")]
    public async Task A_creation_whose_answer_was_lost_is_settled_by_Metas_clock(int minutes)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Worker.SetClockOff(TimeSpan.FromMinutes(minutes));
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users"));

        for (var i = 0; i < 20; i++)
        {
            await World.RunAsync(create);
            World.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(World.Meta.Called(Name));
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
        World.Worker.SetClockOff(TimeSpan.Zero);
        World.Clock.Advance(TimeSpan.FromMinutes(30));
        var ended = await World.RunToEndAsync(create);
        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Single(World.Meta.Called(Name));
    }

    [Fact]
    [Trait("Id", "C04")]
    public async Task One_whose_clock_is_set_back_asks_for_its_lease_before_it_changes_anything()
    {
        var id = await AskedAsync();
        await using var lease = await World.Worker.Get<OperationLeases>().TryTakeAsync(id, default);
        World.Worker.SetClockOff(TimeSpan.FromMinutes(-10));
        await TakeOverAsync(id);

        // It was held for two minutes, of which one and a half are over, whatever the clock says.
        await lease!.DemandAsync();
        World.Clock.Advance(TimeSpan.FromSeconds(91));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await lease.DemandAsync());
    }

    protected async Task<long> AskedAsync() =>
        World.Succeeds(await World.AskCreateAsync(World.CreateForm(await World.ConnectAsync("Northwind"), Name)));

    private async Task TakeOverAsync(long id)
    {
        await using var db = World.OpenDatabase();
        await db
            .Operations.Where(o => o.Id == id)
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.LeaseOwner, "another worker"));
    }
}

public sealed class WrongClockOnSqlite() : WrongClockTests(DatabaseProvider.Sqlite);

public sealed class WrongClockOnPostgres() : WrongClockTests(DatabaseProvider.Postgres)
{
    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    [Trait("Id", "C04")]
    public async Task A_lease_is_a_time_of_the_database_and_no_clock_of_a_worker_shortens_it(int minutes)
    {
        var id = await AskedAsync();
        var holder = World.Worker;
        // The two differ already by what there is between the world's time and the database server's.
        await MeasureAsync(holder);
        await using var held = await holder.Get<OperationLeases>().TryTakeAsync(id, default);
        var other = World.StartProcess();
        other.SetClockOff(TimeSpan.FromMinutes(minutes));
        await MeasureAsync(other);

        Assert.NotNull(held);
        Assert.Null(await other.Get<OperationLeases>().TryTakeAsync(id, default));
        await using (var db = World.OpenDatabase())
        {
            var now = other.Get<DatabaseClock>().Now;
            var until = (await db.Operations.AsNoTracking().SingleAsync(o => o.Id == id)).LeaseUntil;
            Assert.InRange(until!.Value - now, TimeSpan.Zero, TimeSpan.FromSeconds(121));
            var over = now - TimeSpan.FromSeconds(1);
            await db.Operations.Where(o => o.Id == id).ExecuteUpdateAsync(o => o.SetProperty(x => x.LeaseUntil, over));
        }

        await using var taken = await other.Get<OperationLeases>().TryTakeAsync(id, default);
        Assert.NotNull(taken);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    [Trait("Id", "D05")]
    public async Task What_waits_waits_as_long_as_it_says_by_the_databases_clock(int minutes)
    {
        var id = await AskedAsync();
        var off = World.Worker;
        off.SetClockOff(TimeSpan.FromMinutes(minutes));
        await MeasureAsync(off);
        World.Fault(Faults.Lost("graph", "POST", "/*/system_users"));

        var checking = await World.RunAsync(id);

        Assert.Equal(OperationState.Waiting, checking.State);
        // Twenty seconds in which Meta's list may settle; the database server's own time has hardly gone on meanwhile.
        Assert.InRange(
            checking.WaitsUntil!.Value - off.Get<DatabaseClock>().Now,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(21)
        );
    }

    private async Task MeasureAsync(WorkerProcess process)
    {
        await using var db = World.OpenDatabase();
        Assert.True(await process.Get<DatabaseClock>().MeasureAsync(db, default));
    }
}
