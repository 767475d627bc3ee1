using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Operations;

/// <summary>Says every moment that this worker lives, and how far its clock is off: pages warn by it.</summary>
internal sealed partial class WorkerHeartbeat(
    IServiceScopeFactory scopes,
    ClockWatch clock,
    DatabaseClock database,
    IOptions<OperationOptions> options,
    TimeProvider time,
    ILogger<WorkerHeartbeat> logger
) : BackgroundService
{
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private long? _lookedAt;

    /// <summary>Before the scheduler starts: no lease is taken by a clock that was compared with nothing.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(db => CompareWithDatabaseAsync(db, cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(db => Own(db).ExecuteDeleteAsync(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Heartbeat, time);
        do
        {
            await BeatAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task BeatAsync(CancellationToken cancellationToken)
    {
        await TryAsync(async db =>
        {
            await CompareWithDatabaseAsync(db, cancellationToken);
            // What pages compare with their own clock: this worker's may be the wrong one.
            var now = database.Now;
            var (skew, against) = (clock.Skew?.By.TotalSeconds, clock.Skew?.Against);
            var known = await Own(db)
                .ExecuteUpdateAsync(
                    w =>
                        w.SetProperty(x => x.LastSeenAt, now)
                            .SetProperty(x => x.SkewSeconds, skew)
                            .SetProperty(x => x.SkewAgainst, against),
                    cancellationToken
                );
            if (known == 1)
                return;
            db.Workers.Add(
                new Worker
                {
                    Name = OperationLeases.ProcessName,
                    StartedAt = _startedAt,
                    LastSeenAt = now,
                    SkewSeconds = skew,
                    SkewAgainst = against,
                }
            );
            using (db.Unaudited("A sign of life is no act."))
                await db.SaveChangesAsync(cancellationToken);
            await db.Workers.Where(w => w.LastSeenAt < now - ForgottenAfter).ExecuteDeleteAsync(cancellationToken);
        });
        // After the first sign, which pages wait for: Meta may take its time to answer.
        // A clock that seems wrong may be mended at any moment, and one that was set back mustn't put the look off.
        if (_lookedAt is { } at && time.GetElapsedTime(at) < LookEvery && !clock.IsOffMetas)
            return;
        _lookedAt = time.GetTimestamp();
        await clock.LookAgainAsync(cancellationToken);
    }

    private async Task CompareWithDatabaseAsync(AppDb db, CancellationToken cancellationToken)
    {
        if (await database.MeasureAsync(db, cancellationToken))
            clock.Note(database.Ahead, "the database's");
    }

    private static IQueryable<Worker> Own(AppDb db) => db.Workers.Where(w => w.Name == OperationLeases.ProcessName);

    private async Task TryAsync(Func<AppDb, Task> act)
    {
        try
        {
            await using var scope = scopes.CreateSystemScope();
            await act(scope.ServiceProvider.GetRequiredService<AppDb>());
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException or InvalidOperationException)
        {
            // The database is away for the moment: the next beat tells.
            LogMissed(logger, failure.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign of life could not be written: {Failure}")]
    private static partial void LogMissed(ILogger logger, string failure);
}
