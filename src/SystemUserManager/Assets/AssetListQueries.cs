using System.Globalization;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Assets;

/// <summary>Whether an asset is there.</summary>
public enum AssetPresence
{
    There,
    Gone,
    Dead,
}

public enum AssetSide
{
    Owned,
    Client,
}

public sealed record AssetFilter
{
    /// <summary>In the name or the owner business's name, or exactly Meta's id of the asset; an ad account's number will do.</summary>
    public string? Search { get; init; }

    public AssetKind? Kind { get; init; }

    public long? PortfolioId { get; init; }

    /// <summary>Of the portfolios; null: of whatever label.</summary>
    public string? Label { get; init; }

    public AssetSide? Side { get; init; }

    /// <summary>null: whatever became of it.</summary>
    public AssetPresence? Presence { get; init; }

    /// <summary>true: only those that no system user reaches.</summary>
    public bool ReachedByNobody { get; init; }
}

/// <param name="Reachers">How many system users reach it, what comes through asset groups included, Admins by role not.</param>
public sealed record AssetRow(
    long Id,
    AssetKind Kind,
    string Name,
    string NameKey,
    string GraphId,
    long PortfolioId,
    string PortfolioName,
    bool IsOwned,
    string? OwnerBusinessName,
    string? Status,
    bool IsDead,
    DateTimeOffset? GoneAt,
    int Reachers
);

/// <summary>The assets of all portfolios; tenancy applies.</summary>
public sealed class AssetListQueries(AppDb db)
{
    private const int PageSize = 50;

    /// <summary>By portfolio, in the order in which they were connected, then by name.</summary>
    public async Task<Page<AssetRow>> ListAsync(AssetFilter filter, string? after, CancellationToken cancellationToken)
    {
        var query = Filtered(filter);
        if (
            Cursor.Parse(after) is { Keys: [var portfolio, var name], Id: var id }
            && long.TryParse(portfolio, NumberStyles.None, CultureInfo.InvariantCulture, out var portfolioId)
        )
            query = query.Where(a =>
                a.PortfolioId > portfolioId
                || (
                    a.PortfolioId == portfolioId
                    && (string.Compare(a.NameKey, name) > 0 || (a.NameKey == name && a.Id > id))
                )
            );
        var rows = await query
            .OrderBy(a => a.PortfolioId)
            .ThenBy(a => a.NameKey)
            .ThenBy(a => a.Id)
            .Take(PageSize + 1)
            .Select(a => new AssetRow(
                a.Id,
                a.Kind,
                a.Name,
                a.NameKey,
                a.GraphId,
                a.PortfolioId,
                db.Portfolios.Where(p => p.Id == a.PortfolioId).Select(p => p.Name).First(),
                a.IsOwned,
                a.OwnerBusinessName,
                a.Status,
                a.IsDead,
                a.GoneAt,
                db.SeenGrants.Count(g => g.AssetId == a.Id && g.ValidTo == null)
            ))
            .ToListAsync(cancellationToken);
        return Page<AssetRow>.Of(
            rows,
            PageSize,
            r => new Cursor([r.PortfolioId.ToString(CultureInfo.InvariantCulture), r.NameKey], r.Id)
        );
    }

    public Task<int> CountAsync(AssetFilter filter, CancellationToken cancellationToken) =>
        Filtered(filter).CountAsync(cancellationToken);

    private IQueryable<Asset> Filtered(AssetFilter filter)
    {
        var query = db.Assets.AsNoTracking();
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(a => a.PortfolioId == portfolio);
        if (filter.Label is { } label)
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            query = query.Where(a => carrying.Contains(a.PortfolioId));
        }

        if (filter.Kind is { } kind)
            query = query.Where(a => a.Kind == kind);
        if (filter.Side is { } side)
        {
            var isOwned = side == AssetSide.Owned;
            query = query.Where(a => a.IsOwned == isOwned);
        }

        query = filter.Presence switch
        {
            AssetPresence.There => query.Where(a => a.GoneAt == null),
            AssetPresence.Gone => query.Where(a => a.GoneAt != null),
            AssetPresence.Dead => query.Where(a => a.IsDead && a.GoneAt == null),
            _ => query,
        };
        if (filter.ReachedByNobody)
            query = query.Where(a => !db.SeenGrants.Any(g => g.AssetId == a.Id && g.ValidTo == null));
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var (key, text) = (SortKey.Of(filter.Search), filter.Search.Trim());
            var (account, lower) = ("act_" + text, text.ToLowerInvariant());
            query = query.Where(a =>
                a.NameKey.Contains(key)
                || a.GraphId == text
                || a.GraphId == account
                || (a.OwnerBusinessName != null && a.OwnerBusinessName.ToLower().Contains(lower))
            );
        }

        return query;
    }
}
