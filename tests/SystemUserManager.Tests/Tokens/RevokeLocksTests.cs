using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Tokens;

/// <summary>
/// A revoke is being written down while a worker writes what its step did, each with what the other needs next. SQLite
/// lets one write at a time.
/// </summary>
public sealed class RevokeLocksOnPostgres() : ActTests(DatabaseProvider.Postgres)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    [Trait("Id", "C05")]
    public async Task A_revoke_and_the_step_that_it_stops_never_wait_for_each_other()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var create = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        var (ends, next, hold) = (new Stop(), new Stop(), new Hold());
        var worker = World.Worker;
        // Its outcome is written with what Meta's list said of the system user.
        worker.Steps.After = step => step == CreateSystemUser.SeeInList ? ends.PassAsync() : Task.CompletedTask;
        worker.Steps.Before = step => step == CreateSystemUser.InstallApp ? next.PassAsync() : Task.CompletedTask;
        var run = Task.Run(() => worker.RunAsync(create));
        await ends.Reached;
        var systemUser = await World.SystemUserAsync(Name);
        World.StartProcess(with: services =>
            services.ConfigureDbContext<AppDb>(options => options.AddInterceptors(hold))
        );

        var asking = Task.Run(() => World.AskRevokeAllAsync(systemUser.Id));
        await hold.Stop.Reached;
        ends.Open();
        while (!run.IsCompleted && !next.Reached.IsCompleted && !await IsSomebodyWaitingAsync())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        hold.Stop.Open();
        var revoke = World.Succeeds(await asking);
        next.Open();
        await run;

        var stopped = await World.OperationAsync(create);
        Assert.Equal(OperationState.Failed, stopped.State);
        Assert.Contains("because a revoke was asked for", stopped.Outcome, StringComparison.Ordinal);
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(revoke)).State);
    }

    private async Task<bool> IsSomebodyWaitingAsync()
    {
        await using var db = World.OpenDatabase();
        return await db
            .Database.SqlQuery<int>(
                $"SELECT 1 AS \"Value\" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            .AnyAsync();
    }

    private sealed class Stop
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _open.TrySetResult();

        public Task PassAsync()
        {
            _reached.TrySetResult();
            return _open.Task;
        }
    }

    /// <summary>Stands once it has taken the first thing for which others may have to wait.</summary>
    private sealed class Hold : DbCommandInterceptor
    {
        public Stop Stop { get; } = new();

        public override async ValueTask<int> NonQueryExecutedAsync(
            DbCommand command,
            CommandExecutedEventData eventData,
            int result,
            CancellationToken cancellationToken = default
        )
        {
            if (eventData.Context!.Database.CurrentTransaction is not null)
                await Stop.PassAsync();
            return result;
        }
    }
}
