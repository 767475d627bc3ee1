using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Audit;

public sealed record AuditFilter
{
    /// <summary>In the actor, the action or the object's label.</summary>
    public string? Search { get; init; }

    public long? PortfolioId { get; init; }

    public long? OperationId { get; init; }

    public AuditOutcome? Outcome { get; init; }

    /// <summary>Only rows of this UTC day.</summary>
    public DateOnly? Day { get; init; }
}

/// <summary>Reads of the audit log, newest first; tenancy applies (rows of no portfolio: only those who see all).</summary>
public sealed class AuditQueries(AppDb db)
{
    private const int PageSize = 100;

    public async Task<Page<AuditEvent>> ListAsync(
        AuditFilter filter,
        string? after,
        CancellationToken cancellationToken
    )
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

        if (filter.PortfolioId is { } portfolio)
            query = query.Where(e => e.PortfolioId == portfolio);
        if (filter.OperationId is { } operation)
            query = query.Where(e => e.OperationId == operation);
        if (filter.Outcome is { } outcome)
            query = query.Where(e => e.Outcome == outcome);
        if (filter.Day is { } day)
        {
            var from = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            var to = from.AddDays(1);
            query = query.Where(e => e.At >= from && e.At < to);
        }

        if (Cursor.Parse(after) is { } cursor)
            query = query.Where(e => e.Sequence < cursor.Id);
        var rows = await query.OrderByDescending(e => e.Sequence).Take(PageSize + 1).ToListAsync(cancellationToken);
        return Page<AuditEvent>.Of(rows, PageSize, e => new Cursor([], e.Sequence));
    }
}
