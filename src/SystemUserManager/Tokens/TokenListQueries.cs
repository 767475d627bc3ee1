using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SortKey = SystemUserManager.Data.SortKey;

namespace SystemUserManager.Tokens;

public sealed record TokenFilter
{
    /// <summary>In the name of the secret, of the system user or its owner.</summary>
    public string? Search { get; init; }

    public long? PortfolioId { get; init; }

    /// <summary>Of portfolios that carry this label, in any spelling; null: of all.</summary>
    public string? Label { get; init; }

    /// <summary>null: those that aren't dead, or with <see cref="DeadToo"/> any.</summary>
    public TokenState? State { get; init; }

    public bool DeadToo { get; init; }

    /// <summary>Meta's id of the app that they are for.</summary>
    public string? AppId { get; init; }

    /// <summary>Only of system users that these answer for; null: of all.</summary>
    public OwnersShown? Owner { get; init; }

    /// <summary>Only those that end within so many days, those that should have ended by now included.</summary>
    public int? EndsWithinDays { get; init; }

    /// <summary>true: only those that never end.</summary>
    public bool NeverEnds { get; init; }
}

/// <param name="IsControl">This product acts through its system user.</param>
public sealed record TokenRow(
    Token Token,
    string SystemUserName,
    string PortfolioName,
    string? AppName,
    string? OwnerName,
    bool IsControl
);

/// <summary>How old what is known of live tokens is.</summary>
/// <param name="OldestAt">The oldest of the last checks; null: none was checked, or none is alive.</param>
/// <param name="Never">How many of them Meta was never asked about.</param>
public sealed record TokenChecks(DateTimeOffset? OldestAt, int Never);

/// <summary>An app that a known token is for.</summary>
public sealed record TokenApp(string AppId, string Name);

/// <summary>Reads of all tokens that are known as a list; tenancy applies.</summary>
public sealed class TokenListQueries(AppDb db, CurrentUser user, TimeProvider time)
{
    private const int PageSize = 50;

    /// <summary>Those that end first, first; then those that never end or of which it isn't known.</summary>
    public async Task<Page<TokenRow>> ListAsync(TokenFilter filter, string? after, CancellationToken cancellationToken)
    {
        var query = Filtered(filter);
        if (Cursor.Parse(after) is { Keys: [var key], Id: var id })
            query = After(query, key, id);
        var rows = await query
            .OrderBy(t => t.ExpiresAt == null)
            .ThenBy(t => t.ExpiresAt)
            .ThenBy(t => t.Id)
            .Take(PageSize + 1)
            .Select(t => new TokenRow(
                t,
                db.SystemUsers.Where(s => s.Id == t.SystemUserId).Select(s => s.Name).First(),
                db.Portfolios.Where(p => p.Id == t.PortfolioId).Select(p => p.Name).First(),
                db.Portfolios.Where(p => p.Id == t.PortfolioId && p.AppId == t.AppId)
                    .Select(p => p.AppName)
                    .FirstOrDefault()
                    ?? db.PortfolioApps.Where(a => a.PortfolioId == t.PortfolioId && a.AppId == t.AppId)
                        .Select(a => a.Name)
                        .FirstOrDefault(),
                db.People.Where(p => db.SystemUsers.Any(s => s.Id == t.SystemUserId && s.OwnerId == p.Id))
                    .Select(p => p.Name)
                    .FirstOrDefault(),
                db.ControlSystemUserIds().Contains(t.SystemUserId)
            ))
            .ToListAsync(cancellationToken);
        return Page<TokenRow>.Of(rows, PageSize, r => new Cursor([KeyOf(r.Token)], r.Token.Id));
    }

    /// <summary>Of the tokens of a filter that are alive: those that may still be asked about.</summary>
    public async Task<TokenChecks> ChecksAsync(TokenFilter filter, CancellationToken cancellationToken)
    {
        var live = Filtered(filter).Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating);
        return new TokenChecks(
            await live.MinAsync(
                t => t.HealthCheckedAt > t.ProvedAt || t.ProvedAt == null ? t.HealthCheckedAt : t.ProvedAt,
                cancellationToken
            ),
            await live.CountAsync(t => t.HealthCheckedAt == null && t.ProvedAt == null, cancellationToken)
        );
    }

    /// <summary>By name; one without a name by its id.</summary>
    public async Task<IReadOnlyList<TokenApp>> AppsAsync(CancellationToken cancellationToken)
    {
        var ids = await db.Tokens.Select(t => t.AppId).Distinct().ToListAsync(cancellationToken);
        var names = await db
            .Portfolios.Where(p => p.AppName != null)
            .Select(p => new { p.AppId, Name = p.AppName! })
            .Concat(db.PortfolioApps.Select(a => new { a.AppId, a.Name }))
            .ToListAsync(cancellationToken);
        var named = names.ToLookup(n => n.AppId, n => n.Name);
        return
        [
            .. ids.Select(id => new TokenApp(id, named[id].FirstOrDefault() ?? id))
                .OrderBy(a => SortKey.Of(a.Name), StringComparer.Ordinal)
                .ThenBy(a => a.AppId, StringComparer.Ordinal),
        ];
    }

    /// <summary>The day it ends as text that a cursor holds; empty: never, or not known.</summary>
    private static string KeyOf(Token token) => token.ExpiresAt?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "";

    private static IQueryable<Token> After(IQueryable<Token> query, string key, long id)
    {
        if (key.Length == 0)
            return query.Where(t => t.ExpiresAt == null && t.Id > id);
        if (
            !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
        )
            return query;
        var at = new DateTimeOffset(ticks, TimeSpan.Zero);
        return query.Where(t => t.ExpiresAt == null || t.ExpiresAt > at || (t.ExpiresAt == at && t.Id > id));
    }

    private IQueryable<Token> Filtered(TokenFilter filter)
    {
        var query = db.Tokens.AsNoTracking();
        if (filter.State is { } state)
            query = query.Where(t => t.State == state);
        else if (!filter.DeadToo)
            query = query.Where(t => t.State != TokenState.Revoked && t.State != TokenState.Expired);
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(t => t.PortfolioId == portfolio);
        if (!string.IsNullOrWhiteSpace(filter.Label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, filter.Label);
            query = query.Where(t => carrying.Contains(t.PortfolioId));
        }

        if (!string.IsNullOrWhiteSpace(filter.AppId))
            query = query.Where(t => t.AppId == filter.AppId);
        if (filter.Owner is { } shown)
        {
            var owned = db.SystemUsers.OwnedBy(db, shown, user);
            query = query.Where(t => owned.Any(s => s.Id == t.SystemUserId));
        }

        if (filter.EndsWithinDays is { } days)
        {
            var until = time.GetUtcNow().AddDays(days);
            query = query.Where(t => t.ExpiresAt <= until);
        }

        if (filter.NeverEnds)
            query = query.Where(t => t.NeverExpires);
        if (string.IsNullOrWhiteSpace(filter.Search))
            return query;
        var key = SortKey.Of(filter.Search);
        var lower = filter.Search.Trim().ToLowerInvariant();
        return query.Where(t =>
            t.SecretName.ToLower().Contains(lower)
            || db.SystemUsers.Any(s =>
                s.Id == t.SystemUserId
                && (s.NameKey.Contains(key) || db.People.Any(p => p.Id == s.OwnerId && p.NameKey.Contains(key)))
            )
        );
    }
}
