using Microsoft.Extensions.Time.Testing;

namespace SystemUserManager.Tests.Fixture;

/// <summary>
/// The time of a world. It moves only when a test moves it, and when the program waits: a delay is over at once and the
/// clock has jumped by it. The patience with a real network stays real, unless a test moves that, too.
/// </summary>
public sealed class WorldClock() : FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero))
{
    /// <summary>Time-outs run by this clock as well, from those on that begin now.</summary>
    public bool IsOfPatience { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is CancellationTokenSource)
            return IsOfPatience
                ? base.CreateTimer(callback, state, dueTime, period)
                : System.CreateTimer(callback, state, dueTime, period);
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero)
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        return timer;
    }
}

/// <summary>The same time as one process sees it: when the process is killed, its timers are silent.</summary>
internal sealed class ProcessClock(TimeProvider world) : TimeProvider
{
    private volatile bool _isDead;

    public override long TimestampFrequency => world.TimestampFrequency;

    /// <summary>By how much this process's clock runs ahead of everybody else's.</summary>
    public TimeSpan Off { get; set; }

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + Off;

    public override long GetTimestamp() => world.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        world.CreateTimer(
            // The world tells time-outs from delays by what they are about, so it has to see it.
            told =>
            {
                if (!_isDead)
                    callback(told);
            },
            state,
            dueTime,
            period
        );

    public void Die() => _isDead = true;
}
