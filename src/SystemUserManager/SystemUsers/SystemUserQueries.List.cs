using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

public sealed record SystemUserFilter
{
    /// <summary>In the name, Meta's id, the purpose or the owner's name.</summary>
    public string? Search { get; init; }

    public long? PortfolioId { get; init; }

    public SystemUserOrigin? Origin { get; init; }

    /// <summary>null: whoever answers for them.</summary>
    public OwnersShown? Owner { get; init; }

    public bool AdminsOnly { get; init; }

    /// <summary>Of portfolios that carry this label, in any spelling; null: of all.</summary>
    public string? Label { get; init; }
}

/// <param name="LiveTokens">Those known here. Of one that was found 0 means: not known, since Meta lists no tokens.</param>
/// <param name="NextExpiry">Of its live tokens; null: none ends, or none is known.</param>
public sealed record SystemUserRow(
    long Id,
    string Name,
    string NameKey,
    string GraphId,
    string Role,
    SystemUserOrigin Origin,
    long PortfolioId,
    string PortfolioName,
    string? OwnerName,
    int Grants,
    int LiveTokens,
    DateTimeOffset? NextExpiry,
    bool IsControl,
    DateTimeOffset? VanishedAt
);

/// <content>All of them as a list.</content>
public sealed partial class SystemUserQueries
{
    private const int PageSize = 50;

    /// <summary>By name. Those that vanished from Meta stay in the list.</summary>
    public async Task<Page<SystemUserRow>> ListAsync(
        SystemUserFilter filter,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query = Filtered(filter);
        if (Cursor.Parse(after) is { Keys: [var name], Id: var id })
            query = query.Where(s => string.Compare(s.NameKey, name) > 0 || (s.NameKey == name && s.Id > id));
        var live = db.Tokens.Where(t =>
            t.State == TokenState.Active
            || t.State == TokenState.Rotating
            || t.State == TokenState.Revoking
            || t.State == TokenState.Orphan
        );
        var rows = await query
            .OrderBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Take(PageSize + 1)
            .Select(s => new SystemUserRow(
                s.Id,
                s.Name,
                s.NameKey,
                s.GraphId,
                s.Role,
                s.Origin,
                s.PortfolioId,
                db.Portfolios.Where(p => p.Id == s.PortfolioId).Select(p => p.Name).First(),
                db.People.Where(p => p.Id == s.OwnerId).Select(p => p.Name).FirstOrDefault(),
                db.SeenGrants.Count(g => g.SystemUserId == s.Id && g.ValidTo == null),
                live.Count(t => t.SystemUserId == s.Id),
                live.Where(t => t.SystemUserId == s.Id).Min(t => t.ExpiresAt),
                db.ControlSystemUserIds().Contains(s.Id),
                s.VanishedAt
            ))
            .ToListAsync(cancellationToken);
        return Page<SystemUserRow>.Of(rows, PageSize, r => new Cursor([r.NameKey], r.Id));
    }

    private IQueryable<SystemUser> Filtered(SystemUserFilter filter)
    {
        var query = db.SystemUsers.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var key = SortKey.Of(filter.Search);
            var text = filter.Search.Trim();
            query = query.Where(s =>
                s.NameKey.Contains(key)
                || s.GraphId == text
                || db.AppScopedSystemUsers.Any(o => o.SystemUserId == s.Id && o.GraphId == text)
                || db.People.Any(p => p.Id == s.OwnerId && p.NameKey.Contains(key))
                || (s.Purpose != null && s.Purpose.ToLower().Contains(text.ToLower()))
            );
        }

        if (filter.PortfolioId is { } portfolio)
            query = query.Where(s => s.PortfolioId == portfolio);
        if (filter.Origin is { } origin)
            query = query.Where(s => s.Origin == origin);
        if (filter.Owner is { } shown)
            query = query.OwnedBy(db, shown, user);
        if (filter.AdminsOnly)
            query = query.Where(s => s.Role == "ADMIN");
        if (!string.IsNullOrWhiteSpace(filter.Label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, filter.Label);
            query = query.Where(s => carrying.Contains(s.PortfolioId));
        }

        return query;
    }
}
