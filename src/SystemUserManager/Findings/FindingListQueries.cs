using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Findings;

public sealed record FindingFilter
{
    /// <summary>In what it says, the system user's name, its title; or the whole id or secret name that it is about.</summary>
    public string? Search { get; init; }

    public FindingSeverity? Severity { get; init; }

    public FindingKind? Kind { get; init; }

    public long? PortfolioId { get; init; }

    /// <summary>Only in portfolios with this label.</summary>
    public string? Label { get; init; }

    /// <summary>Whoever answers for the system user or partner that it is about.</summary>
    public long? OwnerId { get; init; }

    /// <summary>true: only those that the asker's own person answers for.</summary>
    public bool Mine { get; init; }

    /// <summary>true: only those that nobody answers for.</summary>
    public bool WithoutOwner { get; init; }

    /// <summary>null: any.</summary>
    public FindingState? State { get; init; } = FindingState.Open;
}

/// <summary>How many there are of a severity.</summary>
public sealed record SeverityCount(FindingSeverity Severity, int Count);

/// <param name="Bad">Open and not accepted, the worst severity first; none that is empty.</param>
public sealed record OpenFindings(IReadOnlyList<SeverityCount> Bad, int Accepted, IReadOnlyList<FindingRow> Worst)
{
    public int Count => Bad.Sum(b => b.Count);
}

/// <summary>What a portfolio was compared for the first time with, until somebody closes the notice.</summary>
public sealed record FirstNotice(long PortfolioId, string PortfolioName, int Count, IReadOnlyList<FindingRow> Worst);

/// <param name="Count">How many there are, those that aren't shown included.</param>
public sealed record FirstNotices(IReadOnlyList<FirstNotice> Shown, int Count);

/// <param name="IsCompared">A portfolio was compared at least once.</param>
/// <param name="ReadAt">The oldest complete read that is compared, without those of <paramref name="NotRead"/>; null: there is none.</param>
/// <param name="NotRead">What wasn't read to its end by the latest read, by portfolio; of one without access everything.</param>
public sealed record ComparisonStanding(bool IsCompared, DateTimeOffset? ReadAt, IReadOnlyList<UnreadPart> NotRead);

/// <param name="Since">Its last complete read; null: there was none.</param>
public sealed record UnreadPart(long PortfolioId, string PortfolioName, string Edge, DateTimeOffset? Since);

/// <summary>Reads of findings as a list and in numbers; tenancy applies.</summary>
public sealed class FindingListQueries(AppDb db, CurrentUser user, TimeProvider time)
{
    private const int PageSize = 50;
    private const int NoticesShown = 3;
    private const int WorstShown = 5;

    /// <summary>The worst first, of those the oldest.</summary>
    public async Task<Page<FindingRow>> ListAsync(
        FindingFilter filter,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query = Filtered(filter);
        if (
            Cursor.Parse(after) is { Keys: [var key], Id: var id }
            && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
        {
            var severity = (FindingSeverity)number;
            query = query.Where(f => f.Severity < severity || (f.Severity == severity && f.Id > id));
        }

        var rows = await query.WorstFirst().Take(PageSize + 1).ToRows(db).ToListAsync(cancellationToken);
        return Page<FindingRow>.Of(
            rows,
            PageSize,
            r => new Cursor([((int)r.Severity).ToString(CultureInfo.InvariantCulture)], r.Id)
        );
    }

    public Task<int> CountAsync(FindingFilter filter, CancellationToken cancellationToken) =>
        Filtered(filter).CountAsync(cancellationToken);

    /// <summary>Of portfolios that are still connected.</summary>
    /// <param name="named">What is named elsewhere already: counted, and not among the worst.</param>
    public async Task<OpenFindings> OpenAsync(IReadOnlyList<long> named, CancellationToken cancellationToken)
    {
        var open = Filtered(new FindingFilter());
        var bad = await open.GroupBy(f => f.Severity)
            .Select(g => new { Severity = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        return new OpenFindings(
            [.. bad.OrderByDescending(b => b.Severity).Select(b => new SeverityCount(b.Severity, b.Count))],
            await Filtered(new FindingFilter { State = FindingState.Accepted }).CountAsync(cancellationToken),
            await open.Where(f => !named.Contains(f.Id))
                .WorstFirst()
                .Take(WorstShown)
                .ToRows(db)
                .ToListAsync(cancellationToken)
        );
    }

    /// <summary>Of portfolios that were compared and have findings; those with the worst first, and few at a time.</summary>
    public async Task<FirstNotices> FirstNoticesAsync(CancellationToken cancellationToken)
    {
        var open = Filtered(new FindingFilter());
        var noticed = db
            .Portfolios.Where(p => p.ComparedAt != null && p.FirstNoticeClosedAt == null)
            .Where(p => p.State != PortfolioState.Disconnected && open.Any(f => f.PortfolioId == p.Id));
        var portfolios = await noticed
            .OrderByDescending(p => open.Where(f => f.PortfolioId == p.Id).Max(f => f.Severity))
            .ThenBy(p => p.Id)
            .Take(NoticesShown)
            .Select(p => new { p.Id, p.Name })
            .ToListAsync(cancellationToken);
        var notices = new List<FirstNotice>();
        foreach (var portfolio in portfolios)
        {
            var its = open.Where(f => f.PortfolioId == portfolio.Id);
            notices.Add(
                new FirstNotice(
                    portfolio.Id,
                    portfolio.Name,
                    await its.CountAsync(cancellationToken),
                    await its.WorstFirst().Take(WorstShown).ToRows(db).ToListAsync(cancellationToken)
                )
            );
        }

        return new FirstNotices(
            notices,
            portfolios.Count < NoticesShown ? portfolios.Count : await noticed.CountAsync(cancellationToken)
        );
    }

    /// <summary>How old what the list says is, and what it can't know.</summary>
    /// <param name="label">null: of portfolios with any label or none.</param>
    public async Task<ComparisonStanding> StandingAsync(
        long? portfolioId,
        string? label,
        CancellationToken cancellationToken
    )
    {
        var portfolios = db
            .Portfolios.Where(p => p.State == PortfolioState.Connected || p.State == PortfolioState.NoAccess)
            .Where(p => portfolioId == null || p.Id == portfolioId);
        if (!string.IsNullOrWhiteSpace(label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            portfolios = portfolios.Where(p => carrying.Contains(p.Id));
        }

        var unread = await (
            from part in db.SyncParts
            join portfolio in portfolios on part.PortfolioId equals portfolio.Id
            where
                part.LastProblem != null
                || part.LastCompleteReadAt == null
                || portfolio.State == PortfolioState.NoAccess
            orderby portfolio.NameKey, part.Edge
            select new UnreadPart(portfolio.Id, portfolio.Name, part.Edge, part.LastCompleteReadAt)
        ).ToListAsync(cancellationToken);
        var compared = portfolios.Where(p => p.ComparedAt != null);
        var read = await (
            from part in db.SyncParts
            join portfolio in compared on part.PortfolioId equals portfolio.Id
            where part.LastProblem == null
            select part.LastCompleteReadAt
        ).MinAsync(cancellationToken);
        return new ComparisonStanding(await compared.AnyAsync(cancellationToken), read, unread);
    }

    /// <summary>Who answers for anything that an open finding is about, by name.</summary>
    public async Task<IReadOnlyList<OwnerOption>> OwnersAsync(int take, CancellationToken cancellationToken)
    {
        var open = db.Findings.Where(f => f.ResolvedAt == null);
        return await db
            .People.AsNoTracking()
            .Where(p =>
                db.SystemUsers.Any(s => s.OwnerId == p.Id && open.Any(f => f.SystemUserId == s.Id))
                || db.Partners.Any(x => x.OwnerId == p.Id && open.Any(f => f.PartnerId == x.Id))
            )
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Take(take)
            .Select(p => new OwnerOption(p.Id, p.Name, p.Email, p.IsTeam))
            .ToListAsync(cancellationToken);
    }

    private IQueryable<Finding> Filtered(FindingFilter filter)
    {
        var now = time.GetUtcNow();
        // Those of a disconnected portfolio stand as they were, and don't count.
        var counted = db.Findings.Where(f =>
            f.ResolvedAt == null
            && db.Portfolios.Any(p => p.Id == f.PortfolioId && p.State != PortfolioState.Disconnected)
        );
        var query = filter.State switch
        {
            FindingState.Open => counted.Where(f => f.AcceptedUntil == null || f.AcceptedUntil <= now),
            FindingState.Accepted => counted.Where(f => f.AcceptedUntil > now),
            FindingState.Resolved => db.Findings.Where(f => f.ResolvedAt != null),
            _ => db.Findings,
        };
        if (filter.Severity is { } severity)
            query = query.Where(f => f.Severity == severity);
        if (filter.Kind is { } kind)
            query = query.Where(f => f.Kind == kind);
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(f => f.PortfolioId == portfolio);
        if (!string.IsNullOrWhiteSpace(filter.Label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, filter.Label);
            query = query.Where(f => carrying.Contains(f.PortfolioId));
        }

        if (filter.OwnerId is { } owner)
            query = query.OwnedBy(db, s => s.OwnerId == owner, p => p.OwnerId == owner);
        if (filter.WithoutOwner)
            query = query.OwnedBy(db, s => s.OwnerId == null, p => p.OwnerId == null);
        if (filter.Mine)
        {
            var me = db.People.Where(p => p.AccountId == user.AccountId).Select(p => (long?)p.Id);
            query = query.OwnedBy(db, s => me.Contains(s.OwnerId), p => me.Contains(p.OwnerId));
        }

        return string.IsNullOrWhiteSpace(filter.Search) ? query : Searched(query, filter.Search.Trim());
    }

    private IQueryable<Finding> Searched(IQueryable<Finding> query, string text)
    {
        var key = SortKey.Of(text);
        var lower = text.ToLowerInvariant();
        var kinds = FindingRules
            .All.Where(r => r.Title.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(r => r.Kind)
            .ToList();
        return query.Where(f =>
            f.Detail.ToLower().Contains(lower)
            || f.ObjectKey == text
            || kinds.Contains(f.Kind)
            || db.SystemUsers.Any(s => s.Id == f.SystemUserId && s.NameKey.Contains(key))
        );
    }
}
