using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.SystemUsers;

/// <content>Lost answers, refusals and deaths on the way.</content>
public abstract partial class ChangeAccessTests
{
    public static TheoryData<string, bool> Deaths()
    {
        var deaths = new TheoryData<string, bool>();
        foreach (var step in ChangeAccess.Plan)
        {
            deaths.Add(step, false);
            deaths.Add(step, true);
        }

        return deaths;
    }

    [Theory]
    [EachOnOneDatabase(nameof(Deaths))]
    [Trait("Id", "A01")]
    public async Task A_change_whose_process_dies_is_ended_by_another(string step, bool afterEffect)
    {
        var id = await MadeAsync((Performance, ["ADVERTISE"]), (Outlet, ["ANALYZE"]), (Dataset, ["UPLOAD"]));
        var asked = World.Succeeds(
            await AskAsync(id, await GrantsAsync((Performance, ["ANALYZE"]), (Brand, ["ANALYZE"])))
        );
        var mark = World.Mark();
        await World.Worker.DieAtAsync(asked, step, afterEffect);
        World.StartProcess();

        var ended = await World.RunToEndAsync(asked);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal([Brand, Performance, Dataset], World.Meta.Grants(Name).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["ANALYZE", "ANALYZE", "", ""], await AskedAsync(id, Brand, Performance, Outlet, Dataset));
        // What was done and not written down is looked for, not done again.
        Assert.Equal(2, World.Meta.Changes(mark).Count(c => c.Method == "POST"));
        Assert.Equal(1, World.Meta.Changes(mark).Count(c => c.Method == "DELETE"));
        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.ChecklistLines.CountAsync());
        Assert.Equal(4, await db.Grants.CountAsync(g => g.SystemUserId == id));
        await RecordIsTrueAsync(id);
        await AuditProof.HoldsAsync(World);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("POST", "after")]
    [Row("POST", "hang")]
    [Row("DELETE", "after")]
    [Row("DELETE", "hang")]
    public async Task What_was_not_heard_of_is_looked_for_before_it_is_repeated(string method, string mode)
    {
        var id = await MadeAsync((Performance, ["ADVERTISE"]), (Outlet, ["ANALYZE"]));
        var asked = World.Succeeds(await AskAsync(id, await GrantsAsync((Performance, ["ANALYZE"]))));
        var mark = World.Mark();
        World.Fault(Faults.Lost("graph", method, "/*/assigned_users", mode));

        Assert.Equal(OperationState.Waiting, (await World.RunAsync(asked)).State);
        var ended = await World.RunToEndAsync(asked);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Equal([Performance], World.Meta.Grants(Name).Keys);
        Assert.DoesNotContain("ADVERTISE", World.Meta.Grants(Name)[Performance]);
        Assert.Equal(mode == "after" ? 1 : 2, World.Meta.Changes(mark).Count(c => c.Method == method));
        await RecordIsTrueAsync(id);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("POST")]
    [Row("DELETE")]
    public async Task One_that_Meta_refuses_is_named_and_can_be_left_as_it_is(string method)
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]), (Outlet, ["ANALYZE"]));
        var refused = method == "POST" ? Brand : Performance;
        var assetId = World.Meta.Read(state => state.Assets.All.Single(a => a.Name == refused).Id);
        World.Fault(Faults.Refused(method, $"/{assetId}/assigned_users", 200, 403, times: null));
        var asked = World.Succeeds(await AskAsync(id, await GrantsAsync((Brand, ["ANALYZE"]))));

        var asking = await World.RunToEndAsync(asked);
        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains($"Decide on {refused}", asking.Outcome, StringComparison.Ordinal);
        // What came of the others is known at once, whenever somebody decides.
        await SeenIsTrueAsync(id);
        var ended = await World.DecideAndRunAsync(asked, OperationChoice.GoOnWithout);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.Contains("1 left as before", ended.Outcome, StringComparison.Ordinal);
        string[] left = method == "POST" ? [] : [Brand, Performance];
        Assert.Equal(left, World.Meta.Grants(Name).Keys.Order(StringComparer.Ordinal));
        if (method == "DELETE")
            Assert.Equal(["ANALYZE"], await AskedAsync(id, Performance));
        await RecordIsTrueAsync(id);
    }
}
