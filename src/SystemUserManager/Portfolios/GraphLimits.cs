using MetaGraph;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.Portfolios;

/// <summary>
/// What all workers together know of Meta's rate limits: one of them hears it, none of them calls until it is over.
/// Only a usage that matters is written down.
/// </summary>
internal sealed class GraphLimits(IServiceScopeFactory scopes, IOptions<OperationOptions> options, TimeProvider time)
{
    /// <param name="refusedFor">How long Meta refuses calls; null: it didn't refuse.</param>
    public async Task NoteAsync(long portfolioId, GraphUsage usage, TimeSpan? refusedFor)
    {
        if (usage.Percent < options.Value.SlowAtPercent && refusedFor is null)
            return;
        var now = time.GetUtcNow();
        DateTimeOffset? until = null;
        if (refusedFor is not null || usage.Percent >= options.Value.StopAtPercent)
            until = now + Wait(refusedFor ?? (usage.RegainAccess > TimeSpan.Zero ? usage.RegainAccess : null));
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await UpdateOrAdd.RunAsync(
            db,
            () =>
                db
                    .GraphLimits.Where(l => l.PortfolioId == portfolioId)
                    .ExecuteUpdateAsync(l =>
                        l.SetProperty(x => x.Percent, usage.Percent)
                            .SetProperty(x => x.HeardAt, now)
                            .SetProperty(x => x.BlockedUntil, until)
                    ),
            () =>
                new GraphLimit
                {
                    PortfolioId = portfolioId,
                    Percent = usage.Percent,
                    HeardAt = now,
                    BlockedUntil = until,
                },
            "What was heard of a limit is no act.",
            CancellationToken.None
        );
    }

    /// <summary>null: calls may be made.</summary>
    public async Task<DateTimeOffset?> FindBlockAsync(AppDb db, long? portfolioId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db
            .GraphLimits.Where(l => l.PortfolioId == portfolioId && l.BlockedUntil > now)
            .Select(l => l.BlockedUntil)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>What Meta asked for, or the usual pause; an absurdly long wait is cut, and asked about again after it.</summary>
    public TimeSpan Wait(TimeSpan? asked)
    {
        var wait = asked ?? options.Value.ThrottlePause;
        return wait < options.Value.LongestWait ? wait : options.Value.LongestWait;
    }
}
