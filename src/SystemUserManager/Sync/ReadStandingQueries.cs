using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Sync;

/// <summary>How old the reads are that a list rests on, and what it can't know.</summary>
/// <param name="ReadAt">The oldest complete read, without those of <paramref name="NotRead"/>; null: there is none.</param>
/// <param name="NotRead">What wasn't read to its end by the latest read, by portfolio; of one without access everything.</param>
/// <param name="Portfolios">How many the list is of; disconnected ones say so themselves.</param>
public sealed record ReadStanding(DateTimeOffset? ReadAt, IReadOnlyList<UnreadPart> NotRead, int Portfolios)
{
    /// <summary>Of nothing: nothing is said.</summary>
    public static ReadStanding None { get; } = new(null, [], 0);

    /// <summary>What isn't seen on these isn't there; of a disconnected portfolio that isn't known.</summary>
    public bool Knows(IReadOnlyList<string> edges) =>
        ReadAt is not null && !NotRead.Any(p => edges.Contains(p.Edge, StringComparer.Ordinal));
}

/// <summary>Reads how old a list is; tenancy applies.</summary>
public sealed class ReadStandingQueries(AppDb db)
{
    /// <summary>System users and what they reach.</summary>
    public static IReadOnlyList<string> OfSystemUsers { get; } =
    [SystemUsersEdge.Name, .. AssetKinds.All.SelectMany(WhoReaches)];

    public static IReadOnlyList<string> OfPartners { get; } =
    [PortfolioPicture.Edges.Agencies, PortfolioPicture.Edges.Clients];

    /// <summary>Who reaches assets of this kind.</summary>
    public static IReadOnlyList<string> OfGrants(AssetKind kind) =>
        [SystemUsersEdge.Name, .. WhoReaches(AssetKinds.Of(kind))];

    /// <summary>Assets, and who reaches them.</summary>
    /// <param name="kind">null: of all kinds.</param>
    public static IReadOnlyList<string> OfAssets(AssetKind? kind)
    {
        var kinds = AssetKinds.All.Where(k => kind is null || k.Kind == kind).ToList();
        return [SystemUsersEdge.Name, .. kinds.SelectMany(k => Lists(k).Union(WhoReaches(k)))];
    }

    /// <summary>All that is told of one asset: its list, who reaches it, through which group, and whom it is shared to.</summary>
    public static IReadOnlyList<string> OfAsset(AssetKind kind)
    {
        var info = AssetKinds.Of(kind);
        IEnumerable<string> shared = info.TellsAgencies ? [AssetEdges.AgenciesPart(info.OwnedEdge)] : [];
        var groups = AssetKinds.Of(AssetKind.AssetGroup).OwnedEdge;
        return [.. OfAssets(kind).Union([groups, AssetGroupsEdge.ContentPart, .. shared])];
    }

    /// <summary>Whether the partner is there, and what is shared with or through it.</summary>
    public static IReadOnlyList<string> OfPartner(PartnerRelation relation) =>
        relation == PartnerRelation.Agency
            ?
            [
                PortfolioPicture.Edges.Agencies,
                .. AssetKinds
                    .All.Where(k => k.TellsAgencies)
                    .SelectMany(k => new[] { k.OwnedEdge, AssetEdges.AgenciesPart(k.OwnedEdge) }),
            ]
            : [PortfolioPicture.Edges.Clients, .. AssetKinds.All.Select(k => k.ClientEdge).OfType<string>()];

    /// <summary>Of grants as they are now, of those portfolios and kinds that the filter leaves.</summary>
    public Task<ReadStanding> FindAsync(GrantFilter filter, CancellationToken cancellationToken)
    {
        var portfolios = db.Portfolios.AsQueryable();
        if (filter.SystemUserId is { } systemUser)
            portfolios = portfolios.Where(p => db.SystemUsers.Any(s => s.Id == systemUser && s.PortfolioId == p.Id));
        var edges = filter.Kind is { } kind ? OfGrants(kind) : OfSystemUsers;
        return FindAsync(portfolios, edges, filter.PortfolioId, filter.Label, cancellationToken);
    }

    /// <param name="edges">What the list rests on; the first is read of every portfolio.</param>
    /// <param name="portfolioId">null: all that the user sees.</param>
    /// <param name="label">null: whatever label they carry.</param>
    public Task<ReadStanding> FindAsync(
        IReadOnlyList<string> edges,
        long? portfolioId,
        string? label,
        CancellationToken cancellationToken
    ) => FindAsync(db.Portfolios, edges, portfolioId, label, cancellationToken);

    private static IEnumerable<string> Lists(AssetKindInfo kind) =>
        new[] { kind.OwnedEdge, kind.ClientEdge }.OfType<string>();

    private static IEnumerable<string> WhoReaches(AssetKindInfo kind) =>
        kind.ReverseEdge is { } reverse ? [reverse] : Lists(kind);

    private async Task<ReadStanding> FindAsync(
        IQueryable<Portfolio> portfolios,
        IReadOnlyList<string> edges,
        long? portfolioId,
        string? label,
        CancellationToken cancellationToken
    )
    {
        portfolios = portfolios
            .Where(p => p.State == PortfolioState.Connected || p.State == PortfolioState.NoAccess)
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
