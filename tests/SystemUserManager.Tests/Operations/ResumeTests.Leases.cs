using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Operations;

/// <content>Who may run it: one, until its lease is over.</content>
public abstract partial class ResumeTests
{
    [Fact]
    public async Task A_worker_can_not_take_what_another_holds_until_its_lease_is_over()
    {
        var id = await AskedAsync();
        await World.Worker.DieAtAsync(id, CreateSystemUser.CreateAtMeta, afterEffect: false);
        World.StartProcess();

        await World.Worker.RunAsync(id);
        Assert.Equal(0, World.Meta.Count("POST", "/system_users"));
        World.Clock.Advance(TimeSpan.FromSeconds(121));
        await World.Worker.RunAsync(id);

        Assert.NotEqual(
            0,
            (await World.OperationAsync(id)).Steps.Single(s => s.Name == CreateSystemUser.CreateAtMeta).Attempts - 1
        );
    }

    [Theory]
    [InlineData(CreateSystemUser.SeeNameIsFree)]
    [InlineData(CreateSystemUser.CreateAtMeta)]
    [InlineData(IssueToken.GenerateAndStage)]
    [Trait("Id", "C04")]
    public async Task A_worker_that_was_frozen_past_its_lease_can_write_nothing_any_more(string frozenAfter)
    {
        var id = await AskedAsync();
        var thaw = new TaskCompletionSource();
        var frozen = World.Worker;
        var reached = new TaskCompletionSource();
        frozen.Steps.After = async step =>
        {
            if (step != frozenAfter)
                return;
            reached.TrySetResult();
            await thaw.Task;
        };
        var run = frozen.RunAsync(id);
        await reached.Task;
        await ExpireLeaseAsync(id);
        World.StartProcess();
        var ended = await World.RunToEndAsync(id);

        thaw.SetResult();
        await run;

        await AssertMadeOnceAsync(ended);
        var after = await World.OperationAsync(id);
        Assert.Equal((ended.Version, ended.State, ended.Outcome), (after.Version, after.State, after.Outcome));
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
        Assert.Equal(1, World.Meta.Count("POST", "/access_tokens"));
    }

    [Fact]
    [Trait("Id", "C10")]
    public async Task Of_many_workers_that_race_for_one_operation_one_runs_it()
    {
        var id = await AskedAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => World.Worker.RunAsync(id))));

        await AssertMadeOnceAsync(await World.OperationAsync(id));
        Assert.Equal(5, World.Meta.Changes().Count);
    }

    [Fact]
    [Trait("Id", "C10")]
    public async Task Of_fifty_that_want_the_lease_at_once_one_gets_it()
    {
        var id = await AskedAsync();
        var leases = World.Worker.Get<OperationLeases>();

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => leases.TryTakeAsync(id, default)))
        );

        await using var won = Assert.Single(taken, lease => lease is not null);
        Assert.Equal(won!.Owner, (await World.OperationAsync(id)).LeaseOwner);
        Assert.Null(await leases.TryTakeAsync(id, default));
    }

    private async Task ExpireLeaseAsync(long id)
    {
        // The frozen one's clock goes on here, so its lease is ended in the row itself.
        await using var db = World.OpenDatabase();
        var past = World.Clock.GetUtcNow().AddSeconds(-1);
        await db.Operations.Where(o => o.Id == id).ExecuteUpdateAsync(o => o.SetProperty(x => x.LeaseUntil, past));
    }
}
