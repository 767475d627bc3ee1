using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Sync;

/// <summary>How much a read asks, how much it writes, and what it says while it runs.</summary>
public abstract class SyncCallsTests(DatabaseProvider provider) : SyncTests(provider)
{
    // As much as the stand-in puts on a page, whatever is asked for.
    private const int Cap = 100;

    [FactOnOneDatabase]
    public async Task A_read_makes_no_more_calls_than_the_page_caps_demand_and_fewer_requests()
    {
        await World.GenerateAsync(systemUsers: 40, assets: 530, grantsPerSystemUser: 300);
        var portfolio = await World.ConnectAnewAsync(Generated);
        await SeeTheSameAsync(portfolio, Generated);
        var before = await InventoryAsync();
        World.Clock.Advance(TimeSpan.FromHours(1));
        var mark = World.Mark();

        await ReadAsync(portfolio);

        Assert.Equal(before, await InventoryAsync());
        await using var db = World.OpenDatabase();
        var fewest = await FewestCalls.OfAsync(db, portfolio, Cap);
        var calls = Calls(mark).Count;
        Assert.True(calls <= 1.2 * fewest, $"{calls} calls, where {fewest} are enough.");
        var requests = World.Meta.Requests(mark).Count;
        Assert.True(requests <= calls - 30, $"{requests} requests for {calls} calls.");
    }

    [FactOnOneDatabase]
    public async Task Where_Meta_asks_for_less_at_a_time_the_same_is_read_in_smaller_pages()
    {
        await World.GenerateAsync(systemUsers: 30, assets: 120, grantsPerSystemUser: 20);
        await World.SwitchAsync("largestLimit", 30);

        var portfolio = await World.ConnectAnewAsync(Generated);

        await SeeTheSameAsync(portfolio, Generated);
        await using var db = World.OpenDatabase();
        Assert.Empty(db.SyncParts.Where(p => p.LastProblem != null));
    }

    [FactOnOneDatabase]
    public async Task What_was_read_before_it_had_to_wait_is_kept_with_its_step()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = Fixture.World.Succeeds(await World.AskReadAsync(portfolio));
        World.Fault(Fixture.Faults.Throttled("GET", "/*/business_users", 4, minutes: 7));
        await World.RunAsync(id);

        var facts = (await World.OperationAsync(id)).Steps.Single().ReadFacts<SystemUserManager.Sync.SyncFacts>()!;
        Assert.Equal(18, facts.Edges.Count);
        Assert.False(facts.IsDone("business_users"));
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(id)).State);
    }

    [FactOnOneDatabase]
    public async Task An_operation_that_stood_for_long_reads_again_what_it_read_long_ago()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = Fixture.World.Succeeds(await World.AskReadAsync(portfolio));
        World.Fault(Fixture.Faults.Throttled("GET", "/*/business_users", 4, minutes: 7));
        await World.RunAsync(id);
        World.Clock.Advance(TimeSpan.FromHours(7));
        var mark = World.Mark();

        await World.RunToEndAsync(id);

        Assert.Equal((1, 1), (CallsOf("system_users", mark), CallsOf("owned_pages", mark)));
        await using var db = World.OpenDatabase();
        Assert.Equal(World.Clock.GetUtcNow(), db.Portfolios.Single().LastReadAt);
    }
}

public sealed class SyncCallsOnSqlite() : SyncCallsTests(DatabaseProvider.Sqlite);

public sealed class SyncCallsOnPostgres() : SyncCallsTests(DatabaseProvider.Postgres);
