using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Reviews;

/// <param name="Words">Over what: "All of Northwind", "Owner Mona Weiss".</param>
/// <param name="Total">All that fit; <paramref name="Rows"/> may be a part of them.</param>
/// <param name="CannotAct">Why nothing can be revoked or changed now, a sentence for each portfolio where that is so.</param>
public sealed record ReviewSheet(string Words, int Total, Page<ReviewSubject> Rows, IReadOnlyList<string> CannotAct);

/// <summary>
/// Which system users a review is about and what is known of each. Those that vanished and those of disconnected
/// portfolios are left out. Tenancy applies.
/// </summary>
public sealed class ReviewSubjects(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>What one page can hold and one signature be given for; more are signed part by part.</summary>
    public const int MostAtOnce = 100;

    /// <summary>By portfolio and name. null: nothing was chosen, or it isn't there, or not to be seen by this user.</summary>
    public async Task<ReviewSheet?> SheetAsync(ReviewScope scope, string? after, CancellationToken cancellationToken)
    {
        if (await WordsAsync(scope, cancellationToken) is not { } words)
            return null;
        var all = Within(scope);
        var query = all;
        if (
            Cursor.Parse(after) is { Keys: [var portfolio, var name], Id: var id }
            && long.TryParse(portfolio, NumberStyles.None, CultureInfo.InvariantCulture, out var portfolioId)
        )
            query = query.Where(s =>
                s.PortfolioId > portfolioId
                || (
                    s.PortfolioId == portfolioId
                    && (string.Compare(s.NameKey, name) > 0 || (s.NameKey == name && s.Id > id))
                )
            );
        var found = await query
            .OrderBy(s => s.PortfolioId)
            .ThenBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Select(s => new
            {
                s.Id,
                s.PortfolioId,
                s.NameKey,
            })
            .Take(MostAtOnce + 1)
            .ToListAsync(cancellationToken);
        var page = Page<long>.Of(
            [.. found.Select(f => f.Id)],
            MostAtOnce,
            last =>
            {
                var row = found.Single(f => f.Id == last);
                return new Cursor([row.PortfolioId.ToString(CultureInfo.InvariantCulture), row.NameKey], row.Id);
            }
        );
        var subjects = await OfAsync(page.Rows, cancellationToken);
        return new ReviewSheet(
            words,
            await all.CountAsync(cancellationToken),
            new Page<ReviewSubject>([.. page.Rows.Select(r => subjects[r])], page.Next),
            await WhyNotAsync([.. subjects.Values.Select(s => s.PortfolioId).Distinct()], cancellationToken)
        );
    }

    /// <summary>null: nothing was chosen, or what was chosen isn't there.</summary>
    internal async Task<string?> WordsAsync(ReviewScope scope, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        if (scope.OwnerId is { } owner)
        {
            // People have no portfolio: one who answers for nothing that the user may see is not there for them.
            var name = await db
                .People.Where(p => p.Id == owner && db.SystemUsers.Any(s => s.OwnerId == p.Id))
                .Select(p => p.Name)
                .FirstOrDefaultAsync(cancellationToken);
            if (name is null)
                return null;
            parts.Add($"Owner {name}");
        }

        if (!string.IsNullOrWhiteSpace(scope.Label))
            parts.Add($"Label {scope.Label.Trim()}");
        if (scope.PortfolioId is { } portfolio)
        {
            var name = await db
                .Portfolios.Where(p => p.Id == portfolio)
                .Select(p => p.Name)
                .FirstOrDefaultAsync(cancellationToken);
            if (name is null)
                return null;
            parts.Add(parts.Count == 0 ? $"All of {name}" : $"in {name}");
        }

        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    internal IQueryable<SystemUser> Within(ReviewScope scope)
    {
        var query = db.SystemUsers.Where(s =>
            s.VanishedAt == null
            && db.Portfolios.Any(p => p.Id == s.PortfolioId && p.State != PortfolioState.Disconnected)
        );
        if (scope.PortfolioId is { } portfolio)
            query = query.Where(s => s.PortfolioId == portfolio);
        if (scope.OwnerId is { } owner)
            query = query.Where(s => s.OwnerId == owner);
        if (!string.IsNullOrWhiteSpace(scope.Label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, scope.Label);
            query = query.Where(s => carrying.Contains(s.PortfolioId));
        }

        return query;
    }

    /// <summary>By id; at most <see cref="MostAtOnce"/>.</summary>
    internal async Task<IReadOnlyDictionary<long, ReviewSubject>> OfAsync(
        IReadOnlyList<long> ids,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var grants = await GrantsAsync(ids, cancellationToken);
        var live = db.Tokens.Where(t =>
            t.State == TokenState.Active
            || t.State == TokenState.Rotating
            || t.State == TokenState.Revoking
            || t.State == TokenState.Orphan
        );
        var left = db.SystemUsers.WhoseOwnerLeft(db);
        var rows = await db
            .SystemUsers.AsNoTracking()
            .Where(s => ids.Contains(s.Id))
            .Select(s => new
            {
                SystemUser = s,
                Portfolio = db.Portfolios.Where(p => p.Id == s.PortfolioId).Select(p => p.Name).First(),
                Owner = db.People.Where(p => p.Id == s.OwnerId).FirstOrDefault(),
                Live = live.Count(t => t.SystemUserId == s.Id),
                HasOwnerLeft = left.Any(l => l.Id == s.Id),
                IsControl = db.ControlSystemUserIds().Contains(s.Id),
                Findings = db.Findings.Count(f =>
                    f.SystemUserId == s.Id
                    && f.ResolvedAt == null
                    && (f.AcceptedUntil == null || f.AcceptedUntil <= now)
                ),
            })
            .ToListAsync(cancellationToken);
        return rows.Select(r => new ReviewSubject(
                r.SystemUser.Id,
                r.SystemUser.Name,
                r.SystemUser.PortfolioId,
                r.Portfolio,
                r.Owner?.Name,
                r.HasOwnerLeft,
                r.SystemUser.Purpose,
                r.SystemUser.Environment,
                r.IsControl,
                ReachedWords.Of(
                    grants[r.SystemUser.Id],
                    r.SystemUser.Origin == SystemUserOrigin.MadeHere || r.Live > 0 ? r.Live : null
                ),
                r.SystemUser.LastConfirmedAt,
                r.SystemUser.LastConfirmedByName,
                r.SystemUser.NextReviewOn,
                r.Findings,
                user.May(Role.Administrator, r.SystemUser.PortfolioId)
                    || (r.Owner is not null && r.Owner.AccountId == user.AccountId)
            ))
            .ToDictionary(s => s.Id);
    }

    private async Task<ILookup<long, CountedGrants>> GrantsAsync(
        IReadOnlyList<long> ids,
        CancellationToken cancellationToken
    )
    {
        var counted = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where ids.Contains(g.SystemUserId) && g.ValidTo == null
            group g by new
            {
                g.SystemUserId,
                a.Kind,
                g.Tasks,
            } into same
            select new { same.Key, Count = same.Count() }
        ).ToListAsync(cancellationToken);
        return counted.ToLookup(c => c.Key.SystemUserId, c => new CountedGrants(c.Key.Kind, c.Key.Tasks, c.Count));
    }

    private async Task<IReadOnlyList<string>> WhyNotAsync(List<long> ids, CancellationToken cancellationToken) =>
        [
            .. (
                await db
                    .Portfolios.AsNoTracking()
                    .Where(p => ids.Contains(p.Id))
                    .OrderBy(p => p.NameKey)
                    .ToListAsync(cancellationToken)
            )
                .Select(PortfolioRules.WhyItCannotAct)
                .OfType<string>(),
        ];
}
