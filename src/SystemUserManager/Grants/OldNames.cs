using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Grants;

/// <summary>
/// System users that were called otherwise on a past day, by whether that name fits what is searched. They are few, and
/// old names have no key in the record to compare by.
/// </summary>
internal sealed record OldNames(IReadOnlyList<long> Fit, IReadOnlyList<long> Others)
{
    private static readonly OldNames None = new([], []);

    public bool AreAny => Fit.Count + Others.Count > 0;

    public static async Task<OldNames> FindAsync(AppDb db, GrantFilter filter, CancellationToken cancellationToken)
    {
        if (filter.At is not { } at || string.IsNullOrWhiteSpace(filter.Search))
            return None;
        var key = SortKey.Of(filter.Search);
        var renamed = await (
            from v in db.SystemUserVersions.At(at)
            join s in db.SystemUsers on v.SystemUserId equals s.Id
            where v.Name != s.Name
            select new { s.Id, v.Name }
        ).ToListAsync(cancellationToken);
        var fits = renamed.ToLookup(r => SortKey.Of(r.Name).Contains(key, StringComparison.Ordinal), r => r.Id);
        return new OldNames([.. fits[true]], [.. fits[false]]);
    }
}
