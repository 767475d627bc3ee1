using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Audit;

public sealed record AuditFilter
{
    /// <summary>In the actor, the action or the object's label.</summary>
    public string? Search { get; init; }

    /// <summary>Who did it; 0: nobody signed in, or the worker.</summary>
    public long? ActorId { get; init; }

    /// <summary>The whole action, as the log has it.</summary>
    public string? Action { get; init; }

    public string? ObjectType { get; init; }

    /// <summary>With <see cref="ObjectType"/> of a system user, token or portfolio also what operations on it did.</summary>
    public string? ObjectId { get; init; }

    public long? PortfolioId { get; init; }

    /// <summary>Only of portfolios with this label.</summary>
    public string? Label { get; init; }

    public long? OperationId { get; init; }

    public string? RequestId { get; init; }

    public AuditOutcome? Outcome { get; init; }

    /// <summary>Only rows of this UTC day.</summary>
    public DateOnly? Day { get; init; }
}

/// <summary>Somebody who did something that this user may see.</summary>
public sealed record AuditActor(long Id, string Name);

/// <summary>How the log stands: its last verification and its last anchor.</summary>
/// <param name="VerifiedAt">null: it was never verified.</param>
/// <param name="Verification">What was found then; null where <paramref name="VerifiedAt"/> is.</param>
/// <param name="OperationId">That verified it.</param>
/// <param name="Anchor">The last that was put into the vault; null: none was.</param>
public sealed record AuditStanding(
    DateTimeOffset? VerifiedAt,
    AuditVerification? Verification,
    long? OperationId,
    AuditAnchor? Anchor
);

/// <summary>Reads of the audit log, newest first; tenancy applies (rows of no portfolio: only those who see all).</summary>
public sealed class AuditQueries(AppDb db, AuditObjects objects, CurrentUser user)
{
    private const int PageSize = 100;

    public async Task<Page<AuditEvent>> ListAsync(
        AuditFilter filter,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query = await FilteredAsync(filter, cancellationToken);
        if (Cursor.Parse(after) is { } cursor)
            query = query.Where(e => e.Sequence < cursor.Id);
        var rows = await query.OrderByDescending(e => e.Sequence).Take(PageSize + 1).ToListAsync(cancellationToken);
        return Page<AuditEvent>.Of(rows, PageSize, e => new Cursor([], e.Sequence));
    }

    /// <summary>The latest rows about one object, newest first.</summary>
    public async Task<IReadOnlyList<AuditEvent>> AboutAsync(
        string objectType,
        string objectId,
        int most,
        CancellationToken cancellationToken
    )
    {
        var query = await FilteredAsync(
            new AuditFilter { ObjectType = objectType, ObjectId = objectId },
            cancellationToken
        );
        return await query.OrderByDescending(e => e.Sequence).Take(most).ToListAsync(cancellationToken);
    }

    /// <summary>Accounts with at least one row that this user may see, by name.</summary>
    public async Task<IReadOnlyList<AuditActor>> ActorsAsync(CancellationToken cancellationToken)
    {
        var actors = await db
            .Users.AsNoTracking()
            .Where(a => db.AuditEvents.Any(e => e.ActorId == a.Id))
            .Select(a => new AuditActor(a.Id, a.Name))
            .ToListAsync(cancellationToken);
        return [.. actors.OrderBy(a => SortKey.Of(a.Name), StringComparer.Ordinal).ThenBy(a => a.Id)];
    }

    /// <summary>null for those who don't see all portfolios: verifying is about the whole log.</summary>
    public async Task<AuditStanding?> StandingAsync(CancellationToken cancellationToken)
    {
        if (!user.SeesAllPortfolios)
            return null;
        var last = await db
            .Operations.AsNoTracking()
            .Where(o => o.Kind == OperationKind.VerifyAudit && o.State == OperationState.Done)
            .OrderByDescending(o => o.Id)
            .Include(o => o.Steps)
            .FirstOrDefaultAsync(cancellationToken);
        var anchor = await db
            .AuditAnchors.AsNoTracking()
            .OrderByDescending(a => a.At)
            .FirstOrDefaultAsync(cancellationToken);
        return new AuditStanding(last?.EndedAt, last?.Steps[0].ReadFacts<AuditVerification>(), last?.Id, anchor);
    }

    private async Task<IQueryable<AuditEvent>> FilteredAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        var query = db.AuditEvents.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var text = filter.Search.Trim().ToLowerInvariant();
            query = query.Where(e =>
                e.ActorName.ToLower().Contains(text)
                || e.Action.ToLower().Contains(text)
                || e.ObjectLabel.ToLower().Contains(text)
            );
        }

        if (filter.ActorId is { } actor)
            query = query.Where(e => e.ActorId == actor);
        if (Given(filter.Action) is { } action)
            query = query.Where(e => e.Action == action);
        query = await objects.FilterAsync(query, Given(filter.ObjectType), Given(filter.ObjectId), cancellationToken);
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(e => e.PortfolioId == portfolio);
        if (Given(filter.Label) is { } label)
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            query = query.Where(e => carrying.Any(id => id == e.PortfolioId));
        }

        if (filter.OperationId is { } operation)
            query = query.Where(e => e.OperationId == operation);
        if (Given(filter.RequestId) is { } request)
            query = query.Where(e => e.RequestId == request);
        if (filter.Outcome is { } outcome)
            query = query.Where(e => e.Outcome == outcome);
        if (filter.Day is { } day)
        {
            var from = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            var to = from.AddDays(1);
            query = query.Where(e => e.At >= from && e.At < to);
        }

        return query;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
