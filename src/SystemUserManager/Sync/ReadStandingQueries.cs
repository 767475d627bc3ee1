using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Portfolios;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Sync;

/// <summary>How old the reads are that a list rests on, and what it can't know.</summary>
/// <param name="ReadAt">The oldest complete read, without those of <paramref name="NotRead"/>; null: there is none.</param>
/// <param name="NotRead">What wasn't read to its end by the latest read, by portfolio; of one without access everything.</param>
/// <param name="Portfolios">How many the list is of; disconnected ones say so themselves.</param>
public sealed record ReadStanding(DateTimeOffset? ReadAt, IReadOnlyList<UnreadPart> NotRead, int Portfolios);

/// <summary>Reads how old a list is; tenancy applies.</summary>
public sealed class ReadStandingQueries(AppDb db)
{
    /// <summary>System users and what they reach.</summary>
    public static IReadOnlyList<string> OfSystemUsers { get; } =
    [
        SystemUsersEdge.Name,
        .. AssetKinds.All.Where(k => k.ReverseEdge is not null).Select(k => k.ReverseEdge!),
        .. AssetKinds
            .All.Where(k => k.ReverseEdge is null)
            .SelectMany(k => new[] { k.OwnedEdge, k.ClientEdge }.OfType<string>()),
    ];

    public static IReadOnlyList<string> OfPartners { get; } =
    [PortfolioPicture.Edges.Agencies, PortfolioPicture.Edges.Clients];

    /// <param name="edges">What the list rests on; the first is read of every portfolio.</param>
    /// <param name="portfolioId">null: all that the user sees.</param>
    /// <param name="label">null: whatever label they carry.</param>
    public async Task<ReadStanding> FindAsync(
        IReadOnlyList<string> edges,
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

        var first = edges[0];
        var parts =
            from part in db.SyncParts
            join p in portfolios on part.PortfolioId equals p.Id
            where edges.Contains(part.Edge)
            select new { Part = part, Portfolio = p };
        var notRead = await parts
            .Where(x =>
                x.Part.LastProblem != null
                || x.Part.LastCompleteReadAt == null
                || x.Portfolio.State == PortfolioState.NoAccess
            )
            .Select(x => new UnreadPart(x.Portfolio.Id, x.Portfolio.Name, x.Part.Edge, x.Part.LastCompleteReadAt))
            .ToListAsync(cancellationToken);
        notRead.AddRange(
            await portfolios
                .Where(p => !db.SyncParts.Any(x => x.PortfolioId == p.Id && x.Edge == first))
                .Select(p => new UnreadPart(p.Id, p.Name, first, null))
                .ToListAsync(cancellationToken)
        );
        var oldest = await parts
            .Where(x => x.Part.LastProblem == null && x.Portfolio.State == PortfolioState.Connected)
            .MinAsync(x => x.Part.LastCompleteReadAt, cancellationToken);
        return new ReadStanding(
            oldest,
            [
                .. notRead
                    .OrderBy(p => SortKey.Of(p.PortfolioName), StringComparer.Ordinal)
                    .ThenBy(p => p.PortfolioId)
                    .ThenBy(p => p.Edge, StringComparer.Ordinal),
            ],
            await portfolios.CountAsync(cancellationToken)
        );
    }
}
