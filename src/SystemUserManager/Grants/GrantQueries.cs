using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Grants;

/// <param name="First">By name.</param>
public sealed record Admins(int Count, IReadOnlyList<(long Id, string Name)> First);

/// <summary>
/// Who can reach what, as the last reads saw it or as it was when a day ended; tenancy applies. By system user as it is
/// called today, then asset.
/// </summary>
public sealed class GrantQueries(AppDb db)
{
    private const int PageSize = 100;

    public async Task<Page<GrantRow>> ListAsync(GrantFilter filter, string? after, CancellationToken cancellationToken)
    {
        var names = await OldNames.FindAsync(db, filter, cancellationToken);
        var rows = await Rows(filter, names, Cursor.Parse(after)).Take(PageSize + 1).ToListAsync(cancellationToken);
        var page = Page<GrantRow>.Of(rows, PageSize, r => new Cursor([r.SystemUserNameKey, r.AssetNameKey], r.Id));
        var then = await GrantsThen.AtAsync(db, filter, page.Rows, cancellationToken);
        var changed = await ChangedAsync(page.Rows, cancellationToken);
        return page with
        {
            Rows = [.. page.Rows.Select(r => then.On(r) with { HadOtherTasks = changed.Contains(r.Id) })],
        };
    }

    public async Task<int> CountAsync(GrantFilter filter, CancellationToken cancellationToken) =>
        await Matching(filter, await OldNames.FindAsync(db, filter, cancellationToken), null)
            .CountAsync(cancellationToken);

    /// <summary>All of them, one at a time, for an export.</summary>
    public async IAsyncEnumerable<GrantRow> StreamAsync(
        GrantFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var names = await OldNames.FindAsync(db, filter, cancellationToken);
        var then = await GrantsThen.AtAsync(db, filter, null, cancellationToken);
        await foreach (var row in Rows(filter, names, null).AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return then.On(row);
    }

    /// <summary>Those that could give themselves everything, at the moment of the filter and in its portfolios.</summary>
    public async Task<Admins> AdminsAsync(GrantFilter filter, int most, CancellationToken cancellationToken)
    {
        var users = db.SystemUsers.AsNoTracking();
        if (filter.PortfolioId is { } portfolio)
            users = users.Where(s => s.PortfolioId == portfolio);
        if (filter.Label is { } label)
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            users = users.Where(s => carrying.Contains(s.PortfolioId));
        }

        if (filter.SystemUserId is { } systemUser)
            users = users.Where(s => s.Id == systemUser);
        var versions = db.SystemUserVersions.At(filter.At).Where(v => v.Role == "ADMIN");
        users = filter.At is null
            ? users.Where(s => s.Role == "ADMIN" && s.VanishedAt == null)
            : users.Where(s => versions.Any(v => v.SystemUserId == s.Id));
        var first = await users
            .OrderBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Take(most)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(cancellationToken);
        return new Admins(
            first.Count < most ? first.Count : await users.CountAsync(cancellationToken),
            first.ConvertAll(s => (s.Id, s.Name))
        );
    }

    /// <summary>The owners of system users, for the filter; of a past day those of then.</summary>
    public async Task<IReadOnlyList<Person>> OwnersAsync(DateOnly? asOf, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = asOf is { } day ? Versions.EndOf(day) : null;
        var versions = db.SystemUserVersions.At(at);
        var people = db.People.AsNoTracking();
        return await (
            at is null
                ? people.Where(p => db.SystemUsers.Any(s => s.OwnerId == p.Id))
                : people.Where(p => versions.Any(v => v.OwnerId == p.Id))
        )
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>By name; empty: no portfolio has one.</summary>
    /// <summary>Of these, the ones that were there before with other tasks.</summary>
    private async Task<HashSet<long>> ChangedAsync(IReadOnlyList<GrantRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.Where(r => r.NotBefore is not null).Select(r => r.Id).ToList();
        return ids.Count == 0
            ? []
            : await db
                .SeenGrants.Where(g => ids.Contains(g.Id))
                .Where(g =>
                    db.SeenGrants.Any(o =>
                        o.AssetId == g.AssetId && o.SystemUserId == g.SystemUserId && o.ValidTo == g.ValidFrom
                    )
                )
                .Select(g => g.Id)
                .ToHashSetAsync(cancellationToken);
    }

    private IQueryable<Joined> Matching(GrantFilter filter, OldNames names, Cursor? after)
    {
        var at = filter.At;
        var query =
            from g in db.SeenGrants.AsNoTracking().At(at)
            join s in db.SystemUsers on g.SystemUserId equals s.Id
            join a in db.Assets on g.AssetId equals a.Id
            join p in db.Portfolios on g.PortfolioId equals p.Id
            select new Joined
            {
                Grant = g,
                SystemUser = s,
                Asset = a,
                Portfolio = p,
            };
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(r => r.Grant.PortfolioId == portfolio);
        if (filter.Label is { } label)
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            query = query.Where(r => carrying.Contains(r.Grant.PortfolioId));
        }

        if (filter.SystemUserId is { } systemUser)
            query = query.Where(r => r.Grant.SystemUserId == systemUser);
        if (filter.OwnerId is { } owner)
        {
            var owned = db.SystemUserVersions.At(at).Where(v => v.OwnerId == owner);
            query = at is null
                ? query.Where(r => r.SystemUser.OwnerId == owner)
                : query.Where(r => owned.Any(v => v.SystemUserId == r.SystemUser.Id));
        }

        if (filter.Kind is { } kind)
            query = query.Where(r => r.Asset.Kind == kind);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var (key, text, fit, others) = (SortKey.Of(filter.Search), filter.Search.Trim(), names.Fit, names.Others);
            query = names.AreAny
                ? query.Where(r =>
                    (r.SystemUser.NameKey.Contains(key) && !others.Contains(r.SystemUser.Id))
                    || fit.Contains(r.SystemUser.Id)
                    || r.Asset.NameKey.Contains(key)
                    || r.Asset.GraphId == text
                    || r.SystemUser.GraphId == text
                )
                : query.Where(r =>
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
        return query;
    }

    private IQueryable<GrantRow> Rows(GrantFilter filter, OldNames names, Cursor? after) =>
        Matching(filter, names, after)
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
                r.SystemUser.Role,
                db.People.Where(p => p.Id == r.SystemUser.OwnerId).Select(p => p.Name).FirstOrDefault(),
                r.Asset.Id,
                r.Asset.Kind,
                r.Asset.Name,
                r.Asset.NameKey,
                r.Asset.GraphId,
                r.Grant.Tasks,
                r.Grant.ValidFrom,
                r.Grant.NotBefore,
                r.Grant.ChangedByName,
                r.Grant.ChangedAt,
                db.Grants.Where(g => g.SystemUserId == r.SystemUser.Id && g.AssetId == r.Asset.Id)
                    .Select(g => g.Why)
                    .FirstOrDefault()
            ));

    private sealed class Joined
    {
        public required SeenGrant Grant { get; init; }

        public required SystemUsers.SystemUser SystemUser { get; init; }

        public required Assets.Asset Asset { get; init; }

        public required Portfolios.Portfolio Portfolio { get; init; }
    }
}
