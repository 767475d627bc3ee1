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
        var (missing, older) = (new List<NoRecord>(), new List<OlderRecord>());
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
            }
        }

        return new KnownThen(missing, older, IsNothing: known == 0);
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
