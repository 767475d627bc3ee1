using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Operations;

/// <summary>
/// The database's clock, as this worker last saw it: leases are times in the database that workers on several machines
/// compare, and one whose own clock is wrong must not take what another holds.
/// </summary>
internal sealed class DatabaseClock(TimeProvider time)
{
    private long _aheadTicks;

    /// <summary>UTC, by the database's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow() - Ahead;

    /// <summary>By how much this machine's clock runs ahead; negative: behind. Zero with SQLite, which has no other clock.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    /// <returns>False: this database has no clock of its own.</returns>
    public async Task<bool> MeasureAsync(AppDb db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql())
            return false;
        // An answer that takes long makes this clock seem ahead by that much: the database's is read before it travels.
        var theirs = await db
            .Database.SqlQuery<DateTime>($"""SELECT clock_timestamp() AT TIME ZONE 'UTC' AS "Value" """)
            .SingleAsync(cancellationToken);
        var ahead = time.GetUtcNow() - new DateTimeOffset(theirs, TimeSpan.Zero);
        Interlocked.Exchange(ref _aheadTicks, ahead.Ticks);
        return true;
    }
}
