using MetaGraph;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.Portfolios;

/// <summary>
/// What all workers together know of Meta's rate limits: one of them hears it, none of them calls until it is over. What
/// counts the calls of an app holds all portfolios that are reached through it. Only a usage that matters is written down.
/// </summary>
internal sealed class GraphLimits(IServiceScopeFactory scopes, IOptions<OperationOptions> options, DatabaseClock clock)
{
    /// <param name="refusedFor">How long Meta refuses calls; null: it didn't refuse.</param>
    /// <param name="refusesApp">It refuses those of the app, for whichever portfolio.</param>
    public async Task NoteAsync(long portfolioId, GraphUsage usage, TimeSpan? refusedFor, bool refusesApp)
    {
        if (usage.Percent < options.Value.SlowAtPercent && refusedFor is null)
            return;
        var now = clock.Now;
        DateTimeOffset? until = null;
        if (refusedFor is not null || usage.Percent >= options.Value.StopAtPercent)
            until = now + Wait(refusedFor ?? (usage.RegainAccess > TimeSpan.Zero ? usage.RegainAccess : null));
        var appUntil = refusesApp || usage.AppPercent >= options.Value.StopAtPercent ? until : null;
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
                            // A usage that was heard elsewhere doesn't end a refusal.
                            .SetProperty(x => x.BlockedUntil, x => until ?? x.BlockedUntil)
                            .SetProperty(x => x.AppBlockedUntil, x => appUntil ?? x.AppBlockedUntil)
                    ),
            () =>
                new GraphLimit
                {
                    PortfolioId = portfolioId,
                    Percent = usage.Percent,
                    HeardAt = now,
                    BlockedUntil = until,
                    AppBlockedUntil = appUntil,
                },
            "What was heard of a limit is no act.",
            CancellationToken.None
        );
    }

    /// <summary>null: calls may be made.</summary>
    public async Task<DateTimeOffset?> FindBlockAsync(AppDb db, long? portfolioId, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var own = db.GraphLimits.Where(l => l.PortfolioId == portfolioId).Select(l => l.BlockedUntil);
        var ofApp = db
            .Portfolios.Where(p => p.Id == portfolioId)
            .SelectMany(p => db.Portfolios.Where(other => other.AppId == p.AppId))
            .Join(db.GraphLimits, p => p.Id, l => l.PortfolioId, (_, l) => l.AppBlockedUntil);
        return await own.Concat(ofApp).Where(until => until > now).MaxAsync(cancellationToken);
    }

    /// <summary>What Meta asked for, or the usual pause; an absurdly long wait is cut, and asked about again after it.</summary>
    public TimeSpan Wait(TimeSpan? asked)
    {
        var wait = asked ?? options.Value.ThrottlePause;
        return wait < options.Value.LongestWait ? wait : options.Value.LongestWait;
    }
}
