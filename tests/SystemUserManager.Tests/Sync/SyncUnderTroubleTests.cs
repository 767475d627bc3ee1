using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Sandbox.State;
using SystemUserManager.Tests.Shared;
using Faults = SystemUserManager.Tests.Fixture.Faults;

namespace SystemUserManager.Tests.Sync;

/// <summary>
/// Throttle, outage, half a page, a cursor that dies, a token that dies in the middle, a worker that stops: nothing is
/// closed by what was not read to its end, it says so, and it goes on later with what is left.
/// </summary>
public abstract class SyncUnderTroubleTests(DatabaseProvider provider) : SyncTests(provider)
{
    /// <summary>The second page of a list, a page of a list inside a list, and a list of its own.</summary>
    public static TheoryData<string, int> Places =>
        new()
        {
            { "owned_pages", 1 },
            { "assigned_ad_accounts", 0 },
            { "agencies", 0 },
        };

    [Theory]
    [EachOnOneDatabase(nameof(Places))]
    public async Task Throttled_in_the_middle_it_waits_and_goes_on_where_it_was(string edge, int skip)
    {
        var portfolio = await ConnectLargeAsync();
        var before = await InventoryAsync();
        World.Fault(Faults.Throttled("GET", $"/*/{edge}", 80004, minutes: 7) with { Skip = skip });

        var (waits, ended) = await WaitAndGoOnAsync(portfolio);

        Assert.Contains("rate limit", waits.Outcome, StringComparison.Ordinal);
        Assert.Equal(OperationState.Done, ended.State);
        Assert.Equal(before, await InventoryAsync());
    }

    [Theory]
    [EachOnOneDatabase(nameof(Places))]
    public async Task An_outage_in_the_middle_closes_nothing_and_the_read_goes_on_later(string edge, int skip)
    {
        var portfolio = await ConnectLargeAsync();
        var before = await InventoryAsync();
        // All tries of one request, and in a batch each of its parts.
        World.Fault(Faults.Down("graph", "GET", $"/*/{edge}", times: 8) with { Skip = skip });

        var (_, ended) = await WaitAndGoOnAsync(portfolio);

        Assert.Equal(OperationState.Done, ended.State);
        Assert.Equal(before, await InventoryAsync());
    }

    [FactOnOneDatabase]
    public async Task Half_a_page_is_no_page()
    {
        var portfolio = await ConnectLargeAsync();
        var before = await InventoryAsync();
        World.Fault(Faults.Lost("graph", "GET", "/*/owned_ad_accounts", "cut", times: 4) with { Skip = 1 });

        var (waits, ended) = await WaitAndGoOnAsync(portfolio);

        Assert.NotNull(waits.WaitsUntil);
        Assert.Equal(OperationState.Done, ended.State);
        Assert.Equal(before, await InventoryAsync());
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("owned_ad_accounts", 1)]
    [Row("assigned_ad_accounts", 0)]
    public async Task A_cursor_that_dies_once_is_answered_with_a_fresh_start(string edge, int skip)
    {
        var portfolio = await ConnectLargeAsync();
        var before = await InventoryAsync();
        World.Clock.Advance(TimeSpan.FromHours(1));
        World.Fault(DeadCursor(edge, skip) with { Times = 1 });

        await ReadAsync(portfolio);

        Assert.Equal(before, await InventoryAsync());
        Assert.Null((await PartAsync("owned_ad_accounts")).LastProblem);
        Assert.Null((await PartAsync("system_users")).LastProblem);
    }

    [FactOnOneDatabase]
    public async Task A_cursor_that_always_dies_leaves_the_edge_not_read_and_closes_nothing()
    {
        var portfolio = await ConnectLargeAsync();
        var before = await InventoryAsync();
        var read = (await PartAsync("owned_ad_accounts")).LastCompleteReadAt;
        World.Clock.Advance(TimeSpan.FromHours(1));
        var findings = await FindingsAsync(portfolio);
        foreach (var skip in new[] { 1, 1 })
            World.Fault(DeadCursor("owned_ad_accounts", skip) with { Times = 1 });

        var operation = await ReadAsync(portfolio);

        Assert.Contains("Not read: owned_ad_accounts", operation.Outcome, StringComparison.Ordinal);
        var part = await PartAsync("owned_ad_accounts");
        Assert.Equal(read, part.LastCompleteReadAt);
        Assert.Contains("cursor", part.LastProblem, StringComparison.Ordinal);
        Assert.Equal(before, await InventoryAsync());
        Assert.Equal(findings, await FindingsAsync(portfolio));
        // What is compared with what the part tells is as old as it; the others were read now.
        await using var db = World.OpenDatabase();
        var now = await db.Portfolios.SingleAsync();
        Assert.Equal((World.Clock.GetUtcNow(), read), (now.LastReadAt, now.ComparedReadAt));
    }

    [FactOnOneDatabase]
    public async Task A_token_that_dies_in_the_middle_ends_access_says_what_it_needs_and_later_the_rest_is_read()
    {
        var portfolio = await ConnectLargeAsync();
        var before = await InventoryAsync();
        World.Clock.Advance(TimeSpan.FromHours(1));
        var findings = await FindingsAsync(portfolio);
        World.Fault(Faults.Refused("GET", "/*/owned_pages", 190, times: null) with { Subcode = 467, Skip = 1 });
        var id = Fixture.World.Succeeds(await World.AskReadAsync(portfolio));

        var stands = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.NeedsAttention, stands.State);
        Assert.Contains("Put a working one into the vault", stands.Outcome, StringComparison.Ordinal);
        Assert.Equal(before, await InventoryAsync());
        Assert.StartsWith(findings, await FindingsAsync(portfolio), StringComparison.Ordinal);
        Assert.Contains("control token", (await PartAsync("owned_pages")).LastProblem, StringComparison.Ordinal);
        await using (var db = World.OpenDatabase())
            Assert.Equal(PortfolioState.NoAccess, (await db.Portfolios.SingleAsync()).State);

        World.Sandbox.Faults.Clear();
        var mark = World.Mark();
        var ended = await World.DecideAndRunAsync(id, OperationChoice.TryAgain);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal((0, 2), (CallsOf("owned_ad_accounts", mark), CallsOf("owned_pages", mark)));
        Assert.Equal(before, await InventoryAsync());
        await using (var db = World.OpenDatabase())
            Assert.Equal(PortfolioState.Connected, (await db.Portfolios.SingleAsync()).State);
    }

    [FactOnOneDatabase]
    public async Task A_worker_that_is_stopped_in_the_middle_leaves_the_rest_to_the_next()
    {
        var portfolio = await ConnectLargeAsync();
        var id = Fixture.World.Succeeds(await World.AskReadAsync(portfolio));
        World.Fault(Faults.Lost("graph", "GET", "/*/client_apps", "hang"));
        var mark = World.Mark();
        using var stopping = new CancellationTokenSource();
        var run = World.Worker.RunAsync(id, stopping.Token);
        while (World.Sandbox.Faults.All().Count > 0 && !run.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        await stopping.CancelAsync();
        await run;
        World.StartProcess();

        var ended = await World.RunToEndAsync(id);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        // Three pages, once.
        Assert.Equal((3, 1), (CallsOf("owned_ad_accounts", mark), CallsOf("system_users", mark)));
        Assert.Equal(1, CallsOf("business_users", mark));
    }

    [FactOnOneDatabase]
    public async Task A_change_that_was_seen_before_the_trouble_is_history_once_and_what_was_not_read_is_not()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = "ads sync",
                asset = "Northwind AT Performance",
            }
        );
        await World.ChangeAsync(new { @do = "removePerson", person = "ravi.patel@northwind.example" });
        World.Fault(Faults.Down("graph", "GET", "/*/business_users", times: 4));
        var id = Fixture.World.Succeeds(await World.AskReadAsync(portfolio));
        await World.RunAsync(id);
        var changed = World.Clock.GetUtcNow();

        await using (var db = World.OpenDatabase())
        {
            Assert.Single(await db.SeenGrants.Where(g => g.ValidTo != null).ToListAsync());
            Assert.Empty(await db.BusinessPeople.Where(p => p.GoneAt != null).ToListAsync());
            Assert.NotNull((await db.SyncParts.SingleAsync(p => p.Edge == "business_users")).LastProblem);
        }

        await World.RunToEndAsync(id);

        await using (var db = World.OpenDatabase())
        {
            Assert.True((await db.SeenGrants.SingleAsync(g => g.ValidTo != null)).ValidTo <= changed);
            Assert.Single(await db.BusinessPeople.Where(p => p.GoneAt != null).ToListAsync());
        }
    }

    [FactOnOneDatabase]
    public async Task One_edge_that_never_answers_does_not_keep_the_others_from_being_read()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Fault(Faults.Down("graph", "GET", "/*/client_pixels"));

        var ended = await World.RunToEndAsync(Fixture.World.Succeeds(await World.AskReadAsync(portfolio)));

        Assert.Equal(OperationState.Done, ended.State);
        Assert.Contains("Not read: client_pixels", ended.Outcome, StringComparison.Ordinal);
        Assert.NotNull((await PartAsync("client_pixels")).LastProblem);
        Assert.Null((await PartAsync("vault")).LastProblem);
    }

    [FactOnOneDatabase]
    public async Task A_vault_that_refuses_its_list_is_told_and_one_that_does_not_answer_is_waited_for()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var before = await InventoryAsync();
        await World.ChangeVaultAsync(new { change = "deny", permission = "list" });

        Assert.Contains("Not read: vault", (await ReadAsync(portfolio)).Outcome, StringComparison.Ordinal);
        Assert.Contains("list", (await PartAsync("vault")).LastProblem, StringComparison.Ordinal);
        Assert.Equal(before, await InventoryAsync());

        await World.ChangeVaultAsync(new { change = "allow", permission = "list" });
        // The control token and the app secret are read, the list isn't.
        World.Fault(Faults.Down("vault", "GET", "/secrets", times: 20) with { Skip = 2 });
        var id = Fixture.World.Succeeds(await World.AskReadAsync(portfolio));

        Assert.Equal(OperationState.Waiting, (await World.RunAsync(id)).State);
        World.Sandbox.Faults.Clear();
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(id)).State);
        Assert.Null((await PartAsync("vault")).LastProblem);
    }

    private async Task<(Operation Waits, Operation Ended)> WaitAndGoOnAsync(long portfolio)
    {
        World.Clock.Advance(TimeSpan.FromHours(1));
        var findings = await FindingsAsync(portfolio);
        var began = World.Clock.GetUtcNow();
        var id = Fixture.World.Succeeds(await World.AskReadAsync(portfolio));
        var waits = await World.RunAsync(id);
        Assert.True(waits.State == OperationState.Waiting, waits.Outcome);
        await using var db = World.OpenDatabase();
        var done = await db.SyncParts.Where(p => p.LastCompleteReadAt >= began).Select(p => p.Edge).ToListAsync();
        Assert.NotEmpty(done);
        Assert.Equal(findings, await FindingsAsync(portfolio));
        Assert.Single(await db.SyncParts.Where(p => p.LastProblem != null).ToListAsync());
        World.Sandbox.Faults.Clear();
        var resumed = World.Mark();
        var ended = await World.RunToEndAsync(id);
        // What was read to its end isn't read again.
        Assert.All(done, edge => Assert.Equal(0, CallsOf(edge, resumed)));
        Assert.Empty(await db.SyncParts.AsNoTracking().Where(p => p.LastProblem != null).ToListAsync());
        Assert.Equal(findings, await FindingsAsync(portfolio));
        return (waits, ended);
    }

    /// <summary>What is found after a comparison, and what somebody accepted: each is accepted at the first look.</summary>
    private async Task<string> FindingsAsync(long portfolio)
    {
        await World.Worker.Get<FindingLook>().LookAsync(portfolio, default);
        await using var db = World.OpenDatabase();
        if (!await db.Findings.AnyAsync(f => f.AcceptedAt != null))
        {
            var now = World.Clock.GetUtcNow();
            foreach (var finding in await db.Findings.ToListAsync())
                finding.Accept(now.AddDays(30), "Known", "Ada", now);
            using (db.Unaudited("A test's own change."))
                await db.SaveChangesAsync();
        }

        var all = await db.Findings.AsNoTracking().OrderBy(f => f.Id).ToListAsync();
        Assert.NotEmpty(all);
        return string.Join('\n', all.Select(f => $"{f.Kind} {f.ObjectKey} {f.ResolvedAt:O} {f.AcceptedUntil:O}"));
    }

    private static Fault DeadCursor(string edge, int skip) =>
        Faults.Refused("GET", $"/*/{edge}", 100) with
        {
            Message = "(#100) Param after must be a valid cursor",
            Skip = skip,
        };
}

public sealed class SyncUnderTroubleOnSqlite() : SyncUnderTroubleTests(DatabaseProvider.Sqlite);

public sealed class SyncUnderTroubleOnPostgres() : SyncUnderTroubleTests(DatabaseProvider.Postgres);
