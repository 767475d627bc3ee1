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
    /// <param name="session">What was heard through it since this was last noted.</param>
    public async Task NoteAsync(PortfolioSession session)
    {
        var (portfolioId, appId) = (session.PortfolioId, session.AppId.Value);
        var (usage, refusal) = (session.Graph.Usage, session.Graph.TakeThrottle());
        if (usage.Percent < options.Value.SlowAtPercent && refusal is null)
            return;
        var now = clock.Now;
        DateTimeOffset? until = null;
        if (refusal is not null)
            until = now + Wait(refusal.RetryAfter);
        else if (usage.Percent >= options.Value.StopAtPercent)
            until = now + Wait(usage.RegainAccess > TimeSpan.Zero ? usage.RegainAccess : null);
        var ofApp = refusal is { IsLimitOfApp: true } || usage.AppPercent >= options.Value.StopAtPercent;
        var appUntil = ofApp ? until : null;
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await UpdateOrAdd.RunAsync(
            db,
            () =>
                db
                    .GraphLimits.Where(l => l.PortfolioId == portfolioId && l.AppId == appId)
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
                    AppId = appId,
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
    /// <param name="portfolioAppId">The app that the calls go through; null: the one that the portfolio is connected through.</param>
    public async Task<DateTimeOffset?> FindBlockAsync(
        AppDb db,
        long? portfolioId,
        long? portfolioAppId,
        CancellationToken cancellationToken
    )
    {
        var now = clock.Now;
        var app = portfolioAppId is null
            ? db.Portfolios.Where(p => p.Id == portfolioId).Select(p => p.AppId)
            : db.PortfolioApps.Where(a => a.Id == portfolioAppId).Select(a => a.AppId);
        var heard = db.GraphLimits.Where(l => app.Contains(l.AppId));
        var own = heard.Where(l => l.PortfolioId == portfolioId).Select(l => l.BlockedUntil);
        var ofApp = heard.Select(l => l.AppBlockedUntil);
        return await own.Concat(ofApp).Where(until => until > now).MaxAsync(cancellationToken);
    }

    /// <summary>What Meta asked for, or the usual pause; an absurdly long wait is cut, and asked about again after it.</summary>
    public TimeSpan Wait(TimeSpan? asked)
    {
        var wait = asked ?? options.Value.ThrottlePause;
        return wait < options.Value.LongestWait ? wait : options.Value.LongestWait;
    }
}
