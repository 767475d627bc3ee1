using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>A session that is open, as its owner and administrators see it.</summary>
/// <param name="Browser">null: it said nothing of itself.</param>
/// <param name="IsThisOne">It is that of the request.</param>
public sealed record SessionRow(
    Guid Id,
    string Method,
    string? Address,
    string? Browser,
    DateTimeOffset StartedAt,
    DateTimeOffset LastSeenAt,
    bool IsThisOne
);

/// <summary>Reads open sessions, and what a request asks of its own.</summary>
public sealed class SessionQueries(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>A session nobody used for so long is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>A session is over after so long, however busy it is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>This one first, then the latest seen. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<SessionRow>> OfAsync(long accountId, CancellationToken cancellationToken)
    {
        if (accountId != user.AccountId && !user.MayEverywhere(Role.Administrator))
            return [];
        var rows = await Open()
            .Where(s => s.AccountId == accountId)
            .Select(s => new SessionRow(
                s.Id,
                s.Method,
                s.Address,
                s.Browser,
                s.StartedAt,
                s.LastSeenAt,
                s.Id == user.SessionId
            ))
            .ToListAsync(cancellationToken);
        return [.. rows.OrderByDescending(r => r.IsThisOne).ThenByDescending(r => r.LastSeenAt).ThenBy(r => r.Id)];
    }

    /// <summary>null: it is over, for whatever reason.</summary>
    public Task<CurrentSession?> FindAsync(
        Guid sessionId,
        long accountId,
        string? securityStamp,
        CancellationToken cancellationToken
    ) =>
        Open()
            .Where(s => s.Id == sessionId && s.AccountId == accountId)
            .Join(
                db.Users.Where(CanSignIn(time.GetUtcNow())).Where(a => a.SecurityStamp == securityStamp),
                s => s.AccountId,
                a => a.Id,
                (s, a) =>
                    new CurrentSession(
                        s,
                        a,
                        a.Roles.ToList(),
                        a.TwoFactorEnabled || db.UserPasskeys.Any(p => p.UserId == a.Id)
                    )
            )
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Bookkeeping of the session in use, at most once a minute; no act, and never a reason to refuse a page.</summary>
    public async Task SeeAsync(Session session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - session.LastSeenAt < SeenEvery)
            return;
        try
        {
            using (db.Unaudited("When a session was last seen is bookkeeping."))
                await db
                    .Sessions.Where(s => s.Id == session.Id && s.EndedAt == null && s.LastSeenAt < now)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), cancellationToken);
        }
        catch (Exception trouble) when (DatabaseTroubles.Of(trouble) is not null)
        {
            // A database that can only be read shows its pages all the same.
        }
    }

    internal static System.Linq.Expressions.Expression<Func<Account, bool>> CanSignIn(DateTimeOffset now) =>
        a => a.EndedAt == null && (a.EndsAt == null || a.EndsAt > now);

    private IQueryable<Session> Open()
    {
        var now = time.GetUtcNow();
        var (seen, started) = (now - Idle, now - Longest);
        return db.Sessions.AsNoTracking().Where(s => s.EndedAt == null && s.LastSeenAt > seen && s.StartedAt > started);
    }
}

/// <summary>What a request needs to know of who is asking.</summary>
public sealed record CurrentSession(
    Session Session,
    Account Account,
    IReadOnlyCollection<RoleAssignment> Roles,
    bool HasSecondFactor
);
