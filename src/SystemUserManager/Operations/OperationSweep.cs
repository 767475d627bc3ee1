using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Operations;

/// <summary>Finds operations that a worker should take up: asked for, due again, or left behind by one that died.</summary>
internal sealed class OperationSweep(AppDb db, DatabaseClock clock)
{
    private const int AtATime = 100;

    public Task<List<long>> FindDueAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        return db
            .Operations.Where(o =>
                (o.State == OperationState.Waiting && (o.WaitsUntil == null || o.WaitsUntil <= now))
                || (o.State == OperationState.Running && o.LeaseUntil < now)
            )
            .OrderByDescending(o => o.Kind == OperationKind.RevokeToken || o.Kind == OperationKind.RevokeAllTokens)
            .ThenBy(o => o.Id)
            .Select(o => o.Id)
            .Take(AtATime)
            .ToListAsync(cancellationToken);
    }
}
