using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Reports;

/// <summary>The parts of the search that tell of what stands beside system users; tenancy applies.</summary>
internal sealed class SearchBeside(AppDb db)
{
    /// <summary>Names of secrets that hold no token of the record: what the vault has more, and what the product itself reads.</summary>
    public async Task<List<SearchHit>> SecretsAsync(string lower, int take, CancellationToken cancellationToken)
    {
        var own = (
            from p in db.Portfolios
            select new
            {
                p.Id,
                p.Name,
                Secret = p.ControlTokenSecret,
                What = "control token of ",
            }
        ).Concat(
            from p in db.Portfolios
            select new
            {
                p.Id,
                p.Name,
                Secret = p.AppSecretSecret,
                What = "app secret of ",
            }
        );
        var ofApps =
            from a in db.PortfolioApps
            where a.RemovedAt == null
            select new
            {
                a.Id,
                a.Name,
                a.ControlTokenSecret,
                a.AppSecretSecret,
            };
        var named = await own.Where(s => s.Secret.ToLower().Contains(lower))
            .OrderBy(s => s.Secret)
            .ThenBy(s => s.Id)
            .Take(take)
            .ToListAsync(cancellationToken);
        var apps = await ofApps
            .Where(a => a.ControlTokenSecret.ToLower().Contains(lower) || a.AppSecretSecret.ToLower().Contains(lower))
            .OrderBy(a => a.Id)
            .Take(take)
            .ToListAsync(cancellationToken);
        var inVault = await (
            from v in db.VaultSecrets
            join p in db.Portfolios on v.PortfolioId equals p.Id
            where v.GoneAt == null && v.Name.ToLower().Contains(lower)
            where !db.Tokens.Any(t => t.PortfolioId == v.PortfolioId && t.SecretName == v.Name)
            where p.ControlTokenSecret != v.Name && p.AppSecretSecret != v.Name
            where
                !db.PortfolioApps.Any(a =>
                    a.PortfolioId == v.PortfolioId && (a.ControlTokenSecret == v.Name || a.AppSecretSecret == v.Name)
                )
            orderby v.Name, v.Id
            select new SearchHit(v.Name, "in the vault of " + p.Name, "/Portfolios/" + p.Id)
        )
            .Take(take)
            .ToListAsync(cancellationToken);
        return
        [
            .. named.Select(s => new SearchHit(s.Secret, s.What + s.Name, $"/Portfolios/{s.Id}")),
            .. apps.SelectMany(a =>
                new[]
                {
                    (Secret: a.ControlTokenSecret, What: "control token"),
                    (Secret: a.AppSecretSecret, What: "app secret"),
                }
                    .Where(s => s.Secret.Contains(lower, StringComparison.OrdinalIgnoreCase))
                    .Select(s => new SearchHit(s.Secret, $"{s.What} of the app {a.Name}", $"/Apps/{a.Id}"))
            ),
            .. inVault,
        ];
    }

    /// <summary>What uses the tokens.</summary>
    public Task<List<SearchHit>> ToolsAsync(string lower, int take, CancellationToken cancellationToken) =>
        (
            from c in db.Consumers
            join s in db.SystemUsers on c.SystemUserId equals s.Id
            where c.Tool.ToLower().Contains(lower)
            orderby c.Id
            select new SearchHit(c.Tool, "uses " + s.Name, "/SystemUsers/" + s.Id)
        )
            .Take(take)
            .ToListAsync(cancellationToken);

    /// <summary>Whom Meta lists: on the page of who they are here, where the asker sees that one; otherwise in their portfolio.</summary>
    public async Task<List<SearchHit>> PeopleAtMetaAsync(
        string key,
        bool seesAll,
        int take,
        CancellationToken cancellationToken
    )
    {
        var found = await (
            from b in db.BusinessPeople.AsNoTracking()
            join p in db.Portfolios on b.PortfolioId equals p.Id
            where b.NameKey.Contains(key) || (b.EmailKey != null && b.EmailKey.Contains(key))
            orderby b.GoneAt != null, b.NameKey, b.Id
            select new
            {
                b.Name,
                b.Email,
                b.PersonId,
                b.PortfolioId,
                Portfolio = p.Name,
                IsGone = b.GoneAt != null,
                IsSeen = b.PersonId != null
                    && (seesAll || db.SystemUsers.Any(s => s.OwnerId == b.PersonId || s.SuccessorId == b.PersonId)),
            }
        )
            .Take(take)
            .ToListAsync(cancellationToken);
        return found.ConvertAll(b => new SearchHit(
            b.Name,
            $"{b.Email ?? "e-mail not told"}, {(b.IsGone ? "was" : "is")} in {b.Portfolio} at Meta",
            b.IsSeen ? $"/People/{b.PersonId}" : $"/Portfolios/{b.PortfolioId}"
        ));
    }

    public Task<List<SearchHit>> PartnersAsync(
        string key,
        string typed,
        int take,
        CancellationToken cancellationToken
    ) =>
        (
            from p in db.Partners
            join o in db.Portfolios on p.PortfolioId equals o.Id
            where p.NameKey.Contains(key) || p.BusinessId == typed
            orderby p.GoneAt != null, p.NameKey, p.Id
            select new SearchHit(p.Name, "business " + p.BusinessId + ", beside " + o.Name, "/Partners/" + p.Id)
        )
            .Take(take)
            .ToListAsync(cancellationToken);

    /// <summary>Those beside the portfolios' own.</summary>
    public Task<List<SearchHit>> AppsAsync(string lower, string typed, int take, CancellationToken cancellationToken) =>
        (
            from a in db.PortfolioApps
            join p in db.Portfolios on a.PortfolioId equals p.Id
            where a.RemovedAt == null && (a.Name.ToLower().Contains(lower) || a.AppId == typed)
            orderby a.Id
            select new SearchHit(a.Name, "app " + a.AppId + " of " + p.Name, "/Apps/" + a.Id)
        )
            .Take(take)
            .ToListAsync(cancellationToken);
}
