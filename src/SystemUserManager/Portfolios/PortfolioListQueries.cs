using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using static System.FormattableString;

namespace SystemUserManager.Portfolios;

/// <summary>
/// The portfolios as a list, by how much each needs somebody; tenancy applies. A company has at most some hundred, so
/// what needs somebody is told from all of them at once.
/// </summary>
public sealed class PortfolioListQueries(AppDb db, TimeProvider time)
{
    public const int PageSize = 50;

    private const string Admin = "ADMIN";

    private static readonly TimeSpan ReadLongAgo = TimeSpan.FromDays(1);

    /// <summary>Worst first, then by name; one page.</summary>
    public async Task<Page<PortfolioRow>> WorstFirstAsync(
        PortfolioFilter filter,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var rows = (await ReadAsync(Filtered(filter), cancellationToken))
            .OrderBy(r => r.Why.Count == 0 ? NeedRank.None : r.Why[0].Rank)
            .ThenByDescending(r => r.Findings.GetValueOrDefault(FindingSeverity.Critical))
            .ThenByDescending(r => r.Findings.GetValueOrDefault(FindingSeverity.High))
            .ThenByDescending(r => r.Findings.GetValueOrDefault(FindingSeverity.Medium))
            .ThenBy(r => r.DisconnectedAt is not null)
            .ThenBy(r => r.NameKey, StringComparer.Ordinal)
            .ThenBy(r => r.Id)
            .ToList();
        // The cursor names the last row of the page before; where it went meanwhile, the list goes on from there.
        if (Cursor.Parse(after) is { } cursor)
            rows = [.. rows.SkipWhile(r => r.Id != cursor.Id).Skip(1)];
        return Page<PortfolioRow>.Of([.. rows.Take(PageSize + 1)], PageSize, r => new Cursor([], r.Id));
    }

    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<PortfolioRow>> ByNameAsync(CancellationToken cancellationToken) =>
        [
            .. (await ReadAsync(db.Portfolios, cancellationToken))
                .OrderBy(r => r.NameKey, StringComparer.Ordinal)
                .ThenBy(r => r.Id),
        ];

    private IQueryable<Portfolio> Filtered(PortfolioFilter filter)
    {
        var query = db.Portfolios.AsQueryable();
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var (key, text) = (SortKey.Of(filter.Search), filter.Search.Trim());
            query = query.Where(p => p.NameKey.Contains(key) || p.BusinessId.Contains(text));
        }

        if (!string.IsNullOrWhiteSpace(filter.Label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, filter.Label);
            query = query.Where(p => carrying.Contains(p.Id));
        }

        if (filter.State is { } state)
            query = query.Where(p => p.State == state);
        if (filter.Mode is { } mode)
            query = query.Where(p => p.Mode == mode);
        return query;
    }

    private async Task<List<PortfolioRow>> ReadAsync(
        IQueryable<Portfolio> portfolios,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var rows = await portfolios
            .AsNoTracking()
            .Select(p => new
            {
                Portfolio = p,
                SystemUsers = db.SystemUsers.Count(s =>
                    s.PortfolioId == p.Id && s.VanishedAt == null && s.Role != Admin
                ),
                Assets = db.Assets.Count(a => a.PortfolioId == p.Id && a.GoneAt == null),
            })
            .ToListAsync(cancellationToken);
        var labels = (
            await db
                .PortfolioLabels.AsNoTracking()
                .OrderBy(l => l.LabelKey)
                .Select(l => new { l.PortfolioId, l.Label })
                .ToListAsync(cancellationToken)
        ).ToLookup(l => l.PortfolioId, l => l.Label);
        var findings = (
            await db
                .Findings.Where(f => f.ResolvedAt == null && (f.AcceptedUntil == null || f.AcceptedUntil <= now))
                .GroupBy(f => new { f.PortfolioId, f.Severity })
                .Select(g => new
                {
                    g.Key.PortfolioId,
                    g.Key.Severity,
                    Count = g.Count(),
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(f => f.PortfolioId);
        var live = await DisconnectQueries
            .Live(db, now)
            .Where(t => db.Portfolios.Any(p => p.Id == t.PortfolioId && p.DisconnectedAt != null))
            .GroupBy(t => t.PortfolioId)
            .Select(g => new { PortfolioId = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.PortfolioId, g => g.Count, cancellationToken);
        return rows.ConvertAll(r =>
        {
            var p = r.Portfolio;
            // What was found in a disconnected one is what was so then.
            var open = p.DisconnectedAt is null ? findings[p.Id].ToDictionary(f => f.Severity, f => f.Count) : [];
            var known = live.GetValueOrDefault(p.Id);
            return new PortfolioRow(
                p.Id,
                p.Name,
                p.NameKey,
                p.BusinessId,
                p.State,
                p.Mode,
                p.Tier,
                r.SystemUsers,
                p.SystemUserSlots,
                r.Assets,
                p.LastReadAt,
                p.DisconnectedAt,
                [.. labels[p.Id]],
                open,
                known,
                [.. Needs(p, open, known, now).OrderBy(n => n.Rank)]
            );
        });
    }

    private static IEnumerable<PortfolioNeed> Needs(
        Portfolio portfolio,
        Dictionary<FindingSeverity, int> findings,
        int liveTokens,
        DateTimeOffset now
    )
    {
        switch (portfolio.State)
        {
            case PortfolioState.NoAccess:
                yield return new(NeedRank.NoAccess, $"No access since {Minute(portfolio.NoAccessSince)}");
                break;
            case PortfolioState.NotConnected:
                yield return new(NeedRank.ConnectingStopped, "Connecting stopped: a check failed");
                break;
            case PortfolioState.Connecting:
                yield return new(NeedRank.Connecting, "Being connected");
                break;
        }

        if (portfolio.DisconnectedAt is { } disconnected)
        {
            yield return new(
                liveTokens > 0 ? NeedRank.LiveTokensDisconnected : NeedRank.None,
                $"Disconnected since {Minute(disconnected)}; nothing has been read since"
            );
            if (liveTokens > 0)
                yield return new(
                    NeedRank.LiveTokensDisconnected,
                    liveTokens == 1
                        ? "1 live token is still known there"
                        : Invariant($"{liveTokens:N0} live tokens are still known there")
                );
            yield break;
        }

        if (portfolio.State == PortfolioState.Connected)
        {
            if (portfolio.ControlTokenExpiresAt is { } end && end - now < RenewControlToken.Before)
                yield return new(
                    NeedRank.ControlTokenEnding,
                    end <= now ? "The control token's time is over" : $"The control token ends on {end:yyyy-MM-dd}"
                );
            if ((portfolio.LastReadAt ?? portfolio.ConnectedAt) < now - ReadLongAgo)
                yield return new(
                    NeedRank.NotRead,
                    portfolio.LastReadAt is { } last ? $"Not read since {Minute(last)}" : "Never read to its end"
                );
        }

        foreach (
            var (severity, rank) in new[]
            {
                (FindingSeverity.Critical, NeedRank.CriticalFindings),
                (FindingSeverity.High, NeedRank.HighFindings),
                (FindingSeverity.Medium, NeedRank.MediumFindings),
                (FindingSeverity.Low, NeedRank.OtherFindings),
            }
        )
        {
            if (findings.GetValueOrDefault(severity) is var count and > 0)
                yield return new(
                    rank,
                    Invariant(
                        $"{count:N0} {severity.ToString().ToLowerInvariant()} {(count == 1 ? "finding" : "findings")}"
                    )
                );
        }
    }

    private static string Minute(DateTimeOffset? at) =>
        at is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "some time";
}
