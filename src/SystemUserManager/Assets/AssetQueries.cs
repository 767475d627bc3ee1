using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Assets;

public sealed record AssetOption(
    long Id,
    AssetKind Kind,
    string Name,
    string GraphId,
    bool IsOwned,
    string? OwnerBusinessName
);

/// <param name="More">How many more match than are listed.</param>
public sealed record AssetOptions(IReadOnlyList<AssetOption> Assets, int More);

/// <summary>Reads of assets; tenancy applies.</summary>
public sealed class AssetQueries(AppDb db)
{
    /// <summary>What a system user may be given: no asset groups, nothing that is gone. By kind and name.</summary>
    /// <param name="search">In the name or Meta's id; empty: all.</param>
    /// <param name="always">Ids that are listed whatever the search, because they are chosen already.</param>
    public async Task<AssetOptions> AssignableAsync(
        long portfolioId,
        string? search,
        IReadOnlyCollection<long> always,
        int take,
        CancellationToken cancellationToken
    )
    {
        var all = db
            .Assets.AsNoTracking()
            .Where(a => a.PortfolioId == portfolioId && a.GoneAt == null && a.Kind != AssetKind.AssetGroup);
        var matching = all;
        if (!string.IsNullOrWhiteSpace(search))
        {
            var (key, text) = (SortKey.Of(search), search.Trim());
            matching = all.Where(a => a.NameKey.Contains(key) || a.GraphId.Contains(text));
        }

        var found = await matching
            .OrderBy(a => a.NameKey)
            .ThenBy(a => a.Id)
            .Take(take)
            .Select(a => new AssetOption(a.Id, a.Kind, a.Name, a.GraphId, a.IsOwned, a.OwnerBusinessName))
            .ToListAsync(cancellationToken);
        var chosen = await all.Where(a => always.Contains(a.Id))
            .Select(a => new AssetOption(a.Id, a.Kind, a.Name, a.GraphId, a.IsOwned, a.OwnerBusinessName))
            .ToListAsync(cancellationToken);
        var count = await matching.CountAsync(cancellationToken);
        return new AssetOptions(
            [
                .. found
                    .UnionBy(chosen, a => a.Id)
                    .OrderBy(a => a.Kind)
                    .ThenBy(a => SortKey.Of(a.Name), StringComparer.Ordinal)
                    .ThenBy(a => a.Id),
            ],
            Math.Max(0, count - found.Count)
        );
    }

    /// <summary>How many of each kind the portfolio has: "2 of 12 ad accounts".</summary>
    public async Task<IReadOnlyDictionary<AssetKind, int>> CountsAsync(
        long portfolioId,
        CancellationToken cancellationToken
    ) =>
        await db
            .Assets.Where(a => a.PortfolioId == portfolioId && a.GoneAt == null)
            .GroupBy(a => a.Kind)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
}
