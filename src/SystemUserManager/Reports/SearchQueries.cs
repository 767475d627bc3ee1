using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Reports;

/// <param name="Link">A local path.</param>
public sealed record SearchHit(string Text, string? About, string Link)
{
    /// <summary>Of a token that the asker may revoke, a local path to that; null: there is none.</summary>
    public string? RevokeLink { get; init; }
}

/// <param name="HasMore">More fit than are listed.</param>
public sealed record SearchGroup(string Title, IReadOnlyList<SearchHit> Hits, bool HasMore);

/// <summary>
/// One question to everything that has a name or a number: system users, tokens, assets, people here and at Meta, secrets, tools, partners,
/// portfolios, apps, findings, operations, Meta's ids, request ids. Tenancy applies; values of secrets are nowhere to be found.
/// </summary>
public sealed class SearchQueries(AppDb db, CurrentUser user)
{
    public const int LongestText = 200;

    private const int InAGroup = 10;

    /// <summary>One more than is shown tells that there are more.</summary>
    private const int Most = InAGroup + 1;

    /// <summary>Only groups in which something fits, what one can act on first.</summary>
    public async Task<IReadOnlyList<SearchGroup>> FindAsync(string? text, CancellationToken cancellationToken)
    {
        var typed = text?.Trim() ?? "";
        if (typed.Length is 0 or > LongestText)
            return [];
        var key = SortKey.Of(typed);
        var lower = typed.ToLowerInvariant();
        var more = new SearchBeside(db);
        List<SearchGroup> groups =
        [
            Group("System users", await SystemUsersAsync(key, typed, cancellationToken)),
            Group("Tokens", await TokensAsync(key, lower, cancellationToken)),
            Group("Other secrets", await more.SecretsAsync(lower, Most, cancellationToken)),
            Group("Assets", await AssetsAsync(key, typed, cancellationToken)),
            Group("Tools", await more.ToolsAsync(lower, Most, cancellationToken)),
            Group("Partners", await more.PartnersAsync(key, typed, Most, cancellationToken)),
            Group("People and teams", await PeopleAsync(key, cancellationToken)),
            Group("People at Meta", await more.PeopleAtMetaAsync(key, user.SeesAllPortfolios, Most, cancellationToken)),
            Group("Portfolios", await PortfoliosAsync(key, typed, cancellationToken)),
            Group("Apps", await more.AppsAsync(lower, typed, Most, cancellationToken)),
            Group("Findings", await FindingsAsync(typed, cancellationToken)),
            Group("Operations", await OperationsAsync(typed, cancellationToken)),
            Group("Audit log", await RequestsAsync(typed, cancellationToken)),
        ];
        return [.. groups.Where(g => g.Hits.Count > 0)];
    }

    private static SearchGroup Group(string title, List<SearchHit> hits) =>
        new(title, [.. hits.Take(InAGroup)], hits.Count > InAGroup);

    private Task<List<SearchHit>> SystemUsersAsync(string key, string typed, CancellationToken cancellationToken) =>
        db
            .SystemUsers.AsNoTracking()
            .Where(s =>
                s.NameKey.Contains(key)
                || s.GraphId == typed
                || db.AppScopedSystemUsers.Any(o => o.SystemUserId == s.Id && o.GraphId == typed)
            )
            .OrderBy(s => s.VanishedAt != null)
            .ThenBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Take(InAGroup + 1)
            .Select(s => new SearchHit(
                s.Name,
                db.Portfolios.Where(p => p.Id == s.PortfolioId).Select(p => p.Name).First(),
                "/SystemUsers/" + s.Id
            ))
            .ToListAsync(cancellationToken);

    /// <summary>By the name of the secret or of the system user; what lives before what is dead, the newest first.</summary>
    private async Task<List<SearchHit>> TokensAsync(string key, string typed, CancellationToken cancellationToken)
    {
        var found = await (
            from t in db.Tokens.AsNoTracking()
            join s in db.SystemUsers on t.SystemUserId equals s.Id
            where t.SecretName.ToLower().Contains(typed) || s.NameKey.Contains(key)
            let isLive = t.State != TokenState.Revoked && t.State != TokenState.Expired
            orderby isLive descending, t.Id descending
            select new
            {
                t.Id,
                t.PortfolioId,
                t.SecretName,
                s.Name,
                IsToRevoke = isLive && !db.ControlSystemUserIds().Contains(s.Id),
            }
        )
            .Take(Most)
            .ToListAsync(cancellationToken);
        return found.ConvertAll(t => new SearchHit(t.SecretName, $"token {t.Id} of {t.Name}", $"/Tokens/{t.Id}")
        {
            RevokeLink = t.IsToRevoke && user.May(Role.Offboarder, t.PortfolioId) ? $"/Tokens/{t.Id}/Revoke" : null,
        });
    }

    private async Task<List<SearchHit>> AssetsAsync(string key, string typed, CancellationToken cancellationToken)
    {
        var found = await db
            .Assets.AsNoTracking()
            // People know an ad account by its number alone.
            .Where(a => a.NameKey.Contains(key) || a.GraphId == typed || a.GraphId == "act_" + typed)
            .OrderBy(a => a.NameKey)
            .ThenBy(a => a.Id)
            .Take(InAGroup + 1)
            .Select(a => new
            {
                a.Id,
                a.Kind,
                a.Name,
                a.GraphId,
            })
            .ToListAsync(cancellationToken);
        return found.ConvertAll(a => new SearchHit(
            a.Name,
            $"{AssetKindWords.Of(a.Kind)} {a.GraphId}: who can reach it",
            $"/Assets/{a.Id}"
        ));
    }

    private Task<List<SearchHit>> PeopleAsync(string key, CancellationToken cancellationToken) =>
        db
            .People.AsNoTracking()
            // People have no portfolio: of those, only who answers for something that the asker sees.
            .Where(p => user.SeesAllPortfolios || db.SystemUsers.Any(s => s.OwnerId == p.Id || s.SuccessorId == p.Id))
            .Where(p => p.NameKey.Contains(key) || (p.EmailKey != null && p.EmailKey.Contains(key)))
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Take(InAGroup + 1)
            .Select(p => new SearchHit(p.Name, p.Email, "/People/" + p.Id))
            .ToListAsync(cancellationToken);

    private Task<List<SearchHit>> PortfoliosAsync(string key, string typed, CancellationToken cancellationToken) =>
        db
            .Portfolios.AsNoTracking()
            .Where(p =>
                p.NameKey.Contains(key)
                || p.BusinessId == typed
                || p.AppId == typed
                || db.PortfolioApps.Any(a => a.PortfolioId == p.Id && a.AppId == typed)
            )
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Take(InAGroup + 1)
            .Select(p => new SearchHit(p.Name, "business " + p.BusinessId, "/Portfolios/" + p.Id))
            .ToListAsync(cancellationToken);

    /// <summary>Open ones, the worst first.</summary>
    private async Task<List<SearchHit>> FindingsAsync(string typed, CancellationToken cancellationToken)
    {
        var lower = typed.ToLowerInvariant();
        var found = await db
            .Findings.Where(f => f.ResolvedAt == null)
            .Where(f => f.Detail.ToLower().Contains(lower) || f.ObjectKey == typed)
            .OrderByDescending(f => f.Severity)
            .ThenBy(f => f.Id)
            .Take(InAGroup + 1)
            .Select(f => new
            {
                f.Id,
                f.Kind,
                f.Detail,
            })
            .ToListAsync(cancellationToken);
        return found.ConvertAll(f => new SearchHit(FindingRules.Of(f.Kind).Title, f.Detail, $"/Findings/{f.Id}"));
    }

    private async Task<List<SearchHit>> OperationsAsync(string typed, CancellationToken cancellationToken)
    {
        var number = long.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1;
        return await db
            .Operations.AsNoTracking()
            .Where(o => o.Id == number || o.Ticket == typed || o.Steps.Any(s => s.TraceId == typed))
            .OrderByDescending(o => o.Id)
            .Take(InAGroup + 1)
            .Select(o => new SearchHit(o.Title, "operation " + o.Id, "/Operations/" + o.Id))
            .ToListAsync(cancellationToken);
    }

    private async Task<List<SearchHit>> RequestsAsync(string typed, CancellationToken cancellationToken)
    {
        var count = await db.AuditEvents.CountAsync(e => e.RequestId == typed, cancellationToken);
        return count == 0
            ? []
            :
            [
                new SearchHit(
                    $"Request {typed}",
                    count == 1 ? "1 row" : $"{count} rows",
                    $"/Audit?RequestId={Uri.EscapeDataString(typed)}"
                ),
            ];
    }
}
