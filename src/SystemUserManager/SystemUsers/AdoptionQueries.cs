using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>Reads of found system users that nobody has adopted; tenancy applies.</summary>
public sealed class AdoptionQueries(AppDb db, CurrentUser user)
{
    private const int LongestPurpose = 500;

    /// <summary>How many the user could adopt.</summary>
    public async Task<int> CountFoundAsync(CancellationToken cancellationToken)
    {
        if (!user.Holds(Role.Administrator))
            return 0;
        var counts = await Found()
            .GroupBy(s => s.PortfolioId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        return counts.Where(c => user.May(Role.Administrator, c.Key)).Sum(c => c.Count);
    }

    /// <summary>What each row of the text would do. Changes nothing.</summary>
    public async Task<AdoptionPreview> PreviewAsync(string? csv, CancellationToken cancellationToken)
    {
        var (lines, problem) = AdoptionCsv.Parse(csv);
        if (problem is not null)
            return new AdoptionPreview(problem, []);
        var ids = lines.Select(l => l.GraphId).Distinct(StringComparer.Ordinal).ToList();
        var found = await (
            from s in db.SystemUsers.AsNoTracking()
            join p in db.Portfolios on s.PortfolioId equals p.Id
            where ids.Contains(s.GraphId)
            orderby s.Id
            select new FoundSystemUser(s, p.Name)
            {
                Grants = db.SeenGrants.Count(g => g.SystemUserId == s.Id && g.ValidTo == null),
                Tokens = db.Tokens.Count(t =>
                    t.SystemUserId == s.Id
                    && (
                        t.State == TokenState.Active || t.State == TokenState.Rotating || t.State == TokenState.Revoking
                    )
                ),
                ReadAt = db
                    .SyncParts.Where(r => r.PortfolioId == s.PortfolioId && r.Edge == SystemUsersEdge.Name)
                    .Select(r => r.LastCompleteReadAt)
                    .FirstOrDefault(),
            }
        ).ToListAsync(cancellationToken);
        var shown = await ShownAtMeta.OfAllAsync(db, found.ConvertAll(f => f.SystemUser), cancellationToken);
        var byId = found.ToLookup(f => f.SystemUser.GraphId, StringComparer.Ordinal);
        var people = await KnownPeople.OfAsync(
            db,
            lines.SelectMany(l => new[] { l.Owner, l.Successor }).Select(t => TypedPersonText.Read(t, isTeam: false)),
            cancellationToken
        );
        var first = lines.GroupBy(l => l.GraphId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Line);
        return new AdoptionPreview(
            null,
            [.. lines.Select(l => Row(l, [.. byId[l.GraphId]], shown, people, first[l.GraphId]))]
        );
    }

    /// <summary>Those that are there, nobody answers for, and this product doesn't act through.</summary>
    internal IQueryable<SystemUser> Found() =>
        db
            .SystemUsers.AsNoTracking()
            .Where(s => s.Origin == SystemUserOrigin.Found && s.AdoptedAt == null && s.VanishedAt == null)
            .Where(s => !db.ControlSystemUserIds().Contains(s.Id));

    private AdoptionRow Row(
        AdoptionLine line,
        IReadOnlyList<FoundSystemUser> found,
        Dictionary<long, ShownAtMeta> shown,
        KnownPeople people,
        int firstLine
    )
    {
        var one = found.Count == 1 ? found[0] : null;
        var owner = TypedPersonText.Read(line.Owner, isTeam: false);
        var successor = TypedPersonText.Read(line.Successor, isTeam: false);
        return new AdoptionRow(
            line.Line,
            line.GraphId,
            one?.SystemUser.Id,
            one?.SystemUser.Name,
            one?.PortfolioName,
            owner,
            people.IsNew(owner),
            successor,
            people.IsNew(successor),
            line.Purpose.Length == 0 ? null : line.Purpose,
            one is null
                ? null
                : new AdoptionAtMeta(shown[one.SystemUser.Id], one.SystemUser.Role, one.Grants, one.Tokens, one.ReadAt),
            WhichIsWrong(line, found, firstLine)
                ?? people.WhatIsWrong("The owner", owner, isRequired: true)
                ?? people.WhatIsWrong("The successor", successor, isRequired: false)
                ?? PurposeIsWrong(line.Purpose)
        );
    }

    private string? WhichIsWrong(AdoptionLine line, IReadOnlyList<FoundSystemUser> found, int firstLine)
    {
        if (line.GraphId.Length == 0)
            return "The system user id is missing.";
        if (line.GraphId.Contains("E+", StringComparison.OrdinalIgnoreCase))
            return "A spreadsheet has shortened this id. Give the column the format Text, and paste the id again.";
        if (firstLine != line.Line)
            return $"This id stands in line {firstLine} already.";
        if (found.Count == 0)
            return "No system user of this id was found in the portfolios that you see.";
        if (found.Count > 1)
            return $"This id stands in {found.Count} portfolios ({string.Join(", ", found.Select(f => f.PortfolioName))}). Adopt it on its own page.";
        var (systemUser, portfolio) = found[0];
        if (!user.May(Role.Administrator, systemUser.PortfolioId))
            return $"You may not adopt it. Ask an administrator of {portfolio}.";
        if (systemUser.IsOurs)
            return systemUser.AdoptedAt is { } at
                ? $"It is ours already, adopted {at:yyyy-MM-dd} by {systemUser.AdoptedByName}. Edit its record instead."
                : "It was made here, so it is ours already. Edit its record instead.";
        return systemUser.VanishedAt is null ? null : "It isn't at Meta any more.";
    }

    private static string? PurposeIsWrong(string purpose) =>
        purpose.Length == 0 ? "The purpose is missing."
        : purpose.Length > LongestPurpose ? $"The purpose is longer than {LongestPurpose} characters. Shorten it."
        : null;

    private sealed record FoundSystemUser(SystemUser SystemUser, string PortfolioName)
    {
        public int Grants { get; init; }
        public int Tokens { get; init; }
        public DateTimeOffset? ReadAt { get; init; }
    }
}
