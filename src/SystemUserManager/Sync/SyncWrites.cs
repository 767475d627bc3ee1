using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Sync;

/// <summary>A version that ends, one that begins, or both at the same moment.</summary>
internal readonly record struct VersionChange<T>(long? Ends, T? Begins)
    where T : class, IVersion;

/// <summary>A row that is new, or one that was read and is to be changed: only what differs is written.</summary>
internal readonly record struct RowChange(object Row, Action? Change = null);

/// <summary>
/// Writes what a read saw: in transactions of at most <see cref="RowsAtATime"/> rows, in which nobody is called, and
/// only while this worker still holds its operation, since what it read may be older than what another recorded since.
/// </summary>
internal sealed class SyncWrites(AppDb db, CallGate gate)
{
    private const int RowsAtATime = 1000;

    /// <summary>Rows of the inventory that were added, changed or closed.</summary>
    public int Rows { get; private set; }

    public async Task WriteAsync(IEnumerable<RowChange> changes, CancellationToken cancellationToken)
    {
        foreach (var some in changes.Chunk(RowsAtATime))
        {
            await gate.BeforeChangeAsync();
            foreach (var (row, change) in some)
                if (change is null)
                    db.Add(row);
                else
                {
                    db.Attach(row);
                    change();
                }
            await SaveAsync(cancellationToken);
        }
    }

    /// <param name="at">When what ends was first missed, UTC.</param>
    public async Task WriteAsync<T>(
        IEnumerable<VersionChange<T>> changes,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
        where T : class, IVersion
    {
        foreach (var some in changes.Chunk(RowsAtATime / 2))
        {
            await gate.BeforeChangeAsync();
            await using var together = await db.Database.BeginTransactionAsync(cancellationToken);
            await EndAsync<T>(
                [.. some.Where(c => c.Ends is not null).Select(c => c.Ends!.Value)],
                at,
                cancellationToken
            );
            db.AddRange(some.Where(c => c.Begins is not null).Select(c => c.Begins!));
            await SaveAsync(cancellationToken);
            await together.CommitAsync(cancellationToken);
        }
    }

    public async Task EndAllAsync<T>(IQueryable<T> versions, DateTimeOffset at, CancellationToken cancellationToken)
        where T : class, IVersion
    {
        var ids = await versions.Select(v => EF.Property<long>(v, "Id")).ToListAsync(cancellationToken);
        await WriteAsync(ids.Select(id => new VersionChange<T>(id, null)), at, cancellationToken);
    }

    /// <summary>As part of a transaction of the caller's.</summary>
    public async Task EndAsync<T>(IReadOnlyCollection<long> ids, DateTimeOffset at, CancellationToken cancellationToken)
        where T : class, IVersion
    {
        if (ids.Count == 0)
            return;
        Rows += await db.Set<T>()
            .Where(v => ids.Contains(EF.Property<long>(v, "Id")))
            .ExecuteUpdateAsync(
                v => v.SetProperty(x => EF.Property<DateTimeOffset?>(x, nameof(IVersion.ValidTo)), at),
                cancellationToken
            );
    }

    /// <summary>Saves what is tracked, and lets go of it.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        Rows += await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    /// <summary>An act may have written down the same in the same moment: looked at again, it is no change any more.</summary>
    /// <param name="record">Compares and writes; it may be repeated.</param>
    public async Task<T> TwiceAsync<T>(Func<Task<T>> record)
    {
        try
        {
            return await record();
        }
        catch (DbUpdateException clash) when (clash is not DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await record();
        }
    }
}
