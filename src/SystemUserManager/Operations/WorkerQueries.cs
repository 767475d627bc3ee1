using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Operations;

/// <summary>Whether the work is being done, as pages say it.</summary>
/// <param name="LastSeenAt">null: no worker was ever seen.</param>
/// <param name="Waiting">Pieces of work that a worker should have taken up by now; tenancy applies.</param>
/// <param name="Skew">The clock that is furthest off, where it matters; null: none.</param>
public sealed record WorkersView(DateTimeOffset? LastSeenAt, bool IsAnyAlive, int Waiting, ClockSkew? Skew);

/// <summary>Reads of the workers' signs of life.</summary>
public sealed class WorkerQueries(AppDb db, TimeProvider time)
{
    // Six heartbeats of the usual ten seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private Task<WorkersView>? _read;

    /// <summary>Read once for a request: several banners ask.</summary>
    public Task<WorkersView> ReadAsync(CancellationToken cancellationToken) =>
        _read ??= ReadOnceAsync(cancellationToken);

    private async Task<WorkersView> ReadOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var workers = await db.Workers.AsNoTracking().ToListAsync(cancellationToken);
        var alive = workers.Where(w => w.LastSeenAt > now - Silence).ToList();
        var waiting = await db.Operations.CountAsync(
            o => o.State == OperationState.Waiting && (o.WaitsUntil ?? o.AskedAt) < now - Silence,
            cancellationToken
        );
        var skew = alive
            .Where(w => w.SkewSeconds is not null)
            .Select(w => new ClockSkew(TimeSpan.FromSeconds(w.SkewSeconds!.Value), w.SkewAgainst!))
            .Where(s => s.By.Duration() > ClockSkew.Notable)
            .MaxBy(s => s.By.Duration());
        return new WorkersView(workers.Max(w => (DateTimeOffset?)w.LastSeenAt), alive.Count > 0, waiting, skew);
    }
}
