using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Grants;

public sealed record GrantFilter
{
    public long? PortfolioId { get; init; }

    public long? SystemUserId { get; init; }

    public long? OwnerId { get; init; }

    public AssetKind? Kind { get; init; }

    /// <summary>In the name of the asset or the system user, or exactly Meta's id of either.</summary>
    public string? Search { get; init; }

    /// <summary>Only grants with this task.</summary>
    public string? Task { get; init; }

    public bool IsEmpty => this == new GrantFilter();
}

/// <param name="SeenSince">The read that first saw it.</param>
/// <param name="NotBefore">The last read without it; null: it was there at the first read.</param>
/// <param name="Why">Why it goes beyond the purpose preset; null: it doesn't, or nobody asked for it here.</param>
public sealed record GrantRow(
    long Id,
    long PortfolioId,
    string PortfolioName,
    long SystemUserId,
    string SystemUserName,
    string SystemUserNameKey,
    string? OwnerName,
    AssetKind Kind,
    string AssetName,
    string AssetNameKey,
    string AssetGraphId,
    string Tasks,
    DateTimeOffset SeenSince,
    DateTimeOffset? NotBefore,
    string? Why
);

/// <summary>Who can reach what, as the last reads saw it; tenancy applies. By system user, then asset.</summary>
public sealed class GrantQueries(AppDb db)
{
    private const int PageSize = 100;

    public async Task<Page<GrantRow>> ListAsync(GrantFilter filter, string? after, CancellationToken cancellationToken)
    {
        var rows = await Rows(filter, Cursor.Parse(after)).Take(PageSize + 1).ToListAsync(cancellationToken);
        return Page<GrantRow>.Of(rows, PageSize, r => new Cursor([r.SystemUserNameKey, r.AssetNameKey], r.Id));
    }

    public Task<int> CountAsync(GrantFilter filter, CancellationToken cancellationToken) =>
        Rows(filter, null).CountAsync(cancellationToken);

    /// <summary>All of them, one at a time, for an export.</summary>
    public IAsyncEnumerable<GrantRow> StreamAsync(GrantFilter filter) => Rows(filter, null).AsAsyncEnumerable();

    /// <summary>The owners of system users, for the filter.</summary>
    public async Task<IReadOnlyList<Person>> OwnersAsync(CancellationToken cancellationToken) =>
        await db
            .People.AsNoTracking()
            .Where(p => db.SystemUsers.Any(s => s.OwnerId == p.Id))
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .ToListAsync(cancellationToken);

    private IQueryable<GrantRow> Rows(GrantFilter filter, Cursor? after)
    {
        var query =
            from g in db.SeenGrants.AsNoTracking()
            join s in db.SystemUsers on g.SystemUserId equals s.Id
            join a in db.Assets on g.AssetId equals a.Id
            join p in db.Portfolios on g.PortfolioId equals p.Id
            where g.ValidTo == null
            select new
            {
                Grant = g,
                SystemUser = s,
                Asset = a,
                Portfolio = p,
            };
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(r => r.Grant.PortfolioId == portfolio);
        if (filter.SystemUserId is { } systemUser)
            query = query.Where(r => r.Grant.SystemUserId == systemUser);
        if (filter.OwnerId is { } owner)
            query = query.Where(r => r.SystemUser.OwnerId == owner);
        if (filter.Kind is { } kind)
            query = query.Where(r => r.Asset.Kind == kind);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var (key, text) = (SortKey.Of(filter.Search), filter.Search.Trim());
            query = query.Where(r =>
                r.SystemUser.NameKey.Contains(key)
                || r.Asset.NameKey.Contains(key)
                || r.Asset.GraphId == text
                || r.SystemUser.GraphId == text
            );
        }

        if (!string.IsNullOrWhiteSpace(filter.Task))
        {
            // Tasks are comma-separated: commas around both make the comparison one of whole words.
            var task = "," + filter.Task + ",";
            query = query.Where(r => ("," + r.Grant.Tasks + ",").Contains(task));
        }

        if (after is { Keys: [var user, var asset], Id: var id })
            query = query.Where(r =>
                string.Compare(r.SystemUser.NameKey, user) > 0
                || (
                    r.SystemUser.NameKey == user
                    && (string.Compare(r.Asset.NameKey, asset) > 0 || (r.Asset.NameKey == asset && r.Grant.Id > id))
                )
            );

        return query
            .OrderBy(r => r.SystemUser.NameKey)
            .ThenBy(r => r.Asset.NameKey)
            .ThenBy(r => r.Grant.Id)
            .Select(r => new GrantRow(
                r.Grant.Id,
                r.Portfolio.Id,
                r.Portfolio.Name,
                r.SystemUser.Id,
                r.SystemUser.Name,
                r.SystemUser.NameKey,
                db.People.Where(p => p.Id == r.SystemUser.OwnerId).Select(p => p.Name).FirstOrDefault(),
                r.Asset.Kind,
                r.Asset.Name,
                r.Asset.NameKey,
                r.Asset.GraphId,
                r.Grant.Tasks,
                r.Grant.ValidFrom,
                r.Grant.NotBefore,
                db.Grants.Where(g => g.SystemUserId == r.SystemUser.Id && g.AssetId == r.Asset.Id)
                    .Select(g => g.Why)
                    .FirstOrDefault()
            ));
    }
}
