using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>
/// Ends sessions: one's own by anybody, all of an account by an administrator of all portfolios. Whoever uses one is
/// asked to sign in at the next request.
/// </summary>
public sealed class EndSessions(AppDb db, CurrentUser user, TimeProvider time)
{
    /// <summary>One of the current user's own. Answers with how many ended: one.</summary>
    public Task<Result<int>> OneAsync(Guid sessionId, CancellationToken cancellationToken) =>
        EndAsync(
            user.AccountId,
            db.Sessions.Where(s => s.Id == sessionId),
            "one session",
            new NotFound("The open session"),
            cancellationToken
        );

    /// <summary>Every one of the current user's own but that of this request. Answers with how many there were.</summary>
    public Task<Result<int>> OthersAsync(CancellationToken cancellationToken) =>
        EndAsync(
            user.AccountId,
            db.Sessions.Where(s => s.Id != user.SessionId),
            "all other sessions",
            null,
            cancellationToken
        );

    public async Task<Result<int>> AllAsync(long accountId, CancellationToken cancellationToken) =>
        user.MayEverywhere(Role.Administrator)
            ? await EndAsync(accountId, db.Sessions, "all sessions", null, cancellationToken)
            : new NotAllowed("end sessions of others");

    private async Task<Result<int>> EndAsync(
        long accountId,
        IQueryable<Session> sessions,
        string which,
        Problem? none,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (
            await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken)
            is not { } account
        )
            return new NotFound("The account");
        var ended = await sessions.EndAsync(accountId, time.GetUtcNow(), cancellationToken);
        if (ended == 0 && none is not null)
            return new List<Problem> { none };
        db.Audit(SessionAudit.Ended(account, which, ended));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ended;
    }
}

internal static class SessionEnds
{
    /// <summary>Part of an act's transaction, which audits it. Answers with how many were open.</summary>
    public static Task<int> EndAsync(
        this IQueryable<Session> sessions,
        long accountId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        sessions
            .Where(s => s.AccountId == accountId && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);

    /// <summary>What changes how an account signs in ends its sessions, save the one that changed it.</summary>
    public static Task<int> EndOthersAsync(
        this AppDb db,
        CurrentUser user,
        long accountId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => db.Sessions.Where(s => s.Id != user.SessionId).EndAsync(accountId, now, cancellationToken);
}
