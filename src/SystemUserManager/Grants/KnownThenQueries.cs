using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;

namespace SystemUserManager.Grants;

/// <summary>Reads how far a portfolio's record went on a past day; tenancy applies.</summary>
public sealed class KnownThenQueries(AppDb db)
{
    /// <summary>Of a past day; what the filter leaves out isn't told. Of today everything is "known": its age is told elsewhere.</summary>
    public async Task<KnownThen> FindAsync(GrantFilter filter, CancellationToken cancellationToken)
    {
        if (filter.At is not { } at)
            return KnownThen.All;
        var portfolios = db.Portfolios.AsNoTracking();
        if (filter.PortfolioId is { } portfolio)
            portfolios = portfolios.Where(p => p.Id == portfolio);
        if (filter.Label is { } label)
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            portfolios = portfolios.Where(p => carrying.Contains(p.Id));
        }

        if (filter.SystemUserId is { } systemUser)
            portfolios = portfolios.Where(p => db.SystemUsers.Any(s => s.Id == systemUser && s.PortfolioId == p.Id));
        var asked = await portfolios
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Select(p => new { p.Id, p.Name })
            .ToListAsync(cancellationToken);
        var edges = Parts(filter.Kind).Select(p => p.Edge).Append(SystemUsersEdge.Name).ToList();
        var read = (
            await (
                from part in db.SyncParts
                join p in portfolios on part.PortfolioId equals p.Id
                where edges.Contains(part.Edge)
                select part
            )
                .AsNoTracking()
                .ToListAsync(cancellationToken)
        ).ToDictionary(p => (p.PortfolioId, p.Edge));
        var gaps = await GapsAsync(portfolios, edges, at, cancellationToken);
        var (missing, older) = (new List<NoRecord>(), new List<OlderRecord>());
        var unread = new List<UnreadStretch>();
        var known = 0;
        foreach (var one in asked)
        {
            var whole = read.GetValueOrDefault((one.Id, SystemUsersEdge.Name));
            if (!IsKnown(whole, at))
            {
                missing.Add(new NoRecord(one.Id, one.Name, null, whole?.FirstCompleteReadAt));
                continue;
            }

            known++;
            var gap = gaps.GetValueOrDefault((one.Id, SystemUsersEdge.Name));
            if (gap is not null)
                unread.Add(new UnreadStretch(one.Id, one.Name, null, gap.From, gap.To));
            if (whole!.LastCompleteReadAt < at)
                older.Add(new OlderRecord(one.Id, one.Name, null, whole.LastCompleteReadAt.Value));
            foreach (var (edge, words) in Parts(filter.Kind))
            {
                var part = read.GetValueOrDefault((one.Id, edge));
                if (!IsKnown(part, at))
                    missing.Add(new NoRecord(one.Id, one.Name, words, part?.FirstCompleteReadAt));
                // Together with the rest it is no news.
                else if (part!.LastCompleteReadAt < at && whole.LastCompleteReadAt >= at)
                    older.Add(new OlderRecord(one.Id, one.Name, words, part.LastCompleteReadAt!.Value));
                else if (gaps.GetValueOrDefault((one.Id, edge)) is { } own && gap is null)
                    unread.Add(new UnreadStretch(one.Id, one.Name, words, own.From, own.To));
            }
        }

        return new KnownThen(missing, older, IsNothing: known == 0) { Unread = unread };
    }

    /// <summary>By portfolio and edge; those in which the whole day lies.</summary>
    private async Task<Dictionary<(long, string), SyncGap>> GapsAsync(
        IQueryable<Portfolio> portfolios,
        List<string> edges,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var began = at.AddDays(-1);
        return (
            await (
                from gap in db.SyncGaps
                join p in portfolios on gap.PortfolioId equals p.Id
                where edges.Contains(gap.Edge) && gap.From < began && gap.To > at
                orderby gap.From
                select gap
            )
                .AsNoTracking()
                .ToListAsync(cancellationToken)
        ).DistinctBy(g => (g.PortfolioId, g.Edge)).ToDictionary(g => (g.PortfolioId, g.Edge));
    }

    private static bool IsKnown(SyncPart? part, DateTimeOffset at) => part?.FirstCompleteReadAt <= at;

    /// <summary>What besides the system users' own lists tells of grants of this kind; null: of any kind.</summary>
    private static IEnumerable<(string Edge, string Words)> Parts(AssetKind? kind) =>
        AssetKinds
            .All.Where(k => k.ReverseEdge is null && (kind is null || k.Kind == kind))
            .SelectMany(k =>
                k.ClientEdge is null
                    ? [(k.OwnedEdge, AssetKindWords.Plural(k.Kind))]
                    : new[]
                    {
                        (k.OwnedEdge, $"its own {AssetKindWords.Plural(k.Kind)}"),
                        (k.ClientEdge, $"{AssetKindWords.Plural(k.Kind)} of clients"),
                    }
            );
}
