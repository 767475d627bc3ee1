using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Operations;

public sealed record OperationFilter
{
    public long? PortfolioId { get; init; }

    public long? SystemUserId { get; init; }

    public long? PartnerId { get; init; }

    public OperationState? State { get; init; }

    public OperationKind? Kind { get; init; }

    /// <summary>Of portfolios that carry this label, in any spelling; null: of all.</summary>
    public string? Label { get; init; }
}

/// <param name="StepsDone">Of <paramref name="Steps"/>, those that are done or weren't needed.</param>
public sealed record OperationRow(
    long Id,
    string Title,
    OperationKind Kind,
    OperationState State,
    long? PortfolioId,
    string? PortfolioName,
    string AskedByName,
    DateTimeOffset AskedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? WaitsUntil,
    string? Outcome,
    int StepsDone,
    int Steps,
    bool IsChecking
);

public sealed record StepRow(
    int Number,
    string Name,
    StepState State,
    bool HasWarning,
    string? Message,
    int Attempts,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? TraceId
);

/// <param name="Secrets">Of a look into the vault: what each secret that was read holds; empty: it was another kind of work.</param>
public sealed record OperationDetail(
    OperationRow Row,
    long? SystemUserId,
    string? SystemUserName,
    long? TokenId,
    long? PartnerId,
    string? PartnerName,
    string Reason,
    string? Ticket,
    IReadOnlyList<OperationChoice> Choices,
    IReadOnlyList<StepRow> Steps,
    IReadOnlyList<CheckedSecret> Secrets
)
{
    /// <summary>Nothing moves any more by itself.</summary>
    public bool IsSettled => Row.State is OperationState.Done or OperationState.Failed or OperationState.NeedsAttention;
}

/// <summary>Reads of operations; tenancy applies.</summary>
public sealed class OperationQueries(AppDb db)
{
    private const int PageSize = 50;
    private const string NeedsPerson = "person";
    private const string Others = "others";

    /// <summary>What needs a person first, then the others; newest first.</summary>
    public async Task<Page<OperationRow>> ListAsync(
        OperationFilter filter,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query = Filtered(filter);
        var cursor = Cursor.Parse(after) is { Keys: [NeedsPerson or Others] } read ? read : null;
        List<OperationRow> rows = [];
        // Two questions that an index answers each, instead of one that sorts them all.
        if (cursor is null or { Keys: [NeedsPerson] })
            rows = await NextAsync(query.Where(o => o.State == OperationState.NeedsAttention), cursor, 0);
        if (rows.Count <= PageSize)
        {
            var last = cursor is { Keys: [Others] } ? cursor : null;
            rows.AddRange(
                await NextAsync(query.Where(o => o.State != OperationState.NeedsAttention), last, rows.Count)
            );
        }

        return Page<OperationRow>.Of(
            rows,
            PageSize,
            r => new Cursor([r.State == OperationState.NeedsAttention ? NeedsPerson : Others], r.Id)
        );

        Task<List<OperationRow>> NextAsync(IQueryable<Operation> those, Cursor? last, int there) =>
            Rows(
                    (last is null ? those : those.Where(o => o.Id < last.Id))
                        .OrderByDescending(o => o.Id)
                        .Take(PageSize + 1 - there)
                )
                .ToListAsync(cancellationToken);
    }

    /// <summary>The newest, newest first; as many as a page holds.</summary>
    public async Task<IReadOnlyList<OperationRow>> NewestAsync(
        OperationFilter filter,
        CancellationToken cancellationToken
    ) => await Rows(Filtered(filter).OrderByDescending(o => o.Id).Take(PageSize)).ToListAsync(cancellationToken);

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<OperationDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var operation = await db.Operations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, cancellationToken);
        if (operation is null)
            return null;
        var row = await Rows(db.Operations.Where(o => o.Id == id)).SingleAsync(cancellationToken);
        var steps = await db
            .OperationSteps.Where(s => s.OperationId == id)
            .OrderBy(s => s.Number)
            .Select(s => new StepRow(
                s.Number,
                s.Name,
                s.State,
                s.HasWarning,
                s.Message,
                s.Attempts,
                s.StartedAt,
                s.EndedAt,
                s.TraceId
            ))
            .ToListAsync(cancellationToken);
        var name = await db
            .SystemUsers.Where(s => s.Id == operation.SystemUserId)
            .Select(s => s.Name)
            .FirstOrDefaultAsync(cancellationToken);
        return new OperationDetail(
            row,
            operation.SystemUserId,
            name,
            operation.TokenId,
            operation.PartnerId,
            await db
                .Partners.Where(p => p.Id == operation.PartnerId)
                .Select(p => p.Name)
                .FirstOrDefaultAsync(cancellationToken),
            operation.Reason,
            operation.Ticket,
            operation.OpenChoices(),
            steps,
            operation.Kind == OperationKind.CheckSecrets ? await SecretsAsync(id, cancellationToken) : []
        );
    }

    private async Task<IReadOnlyList<CheckedSecret>> SecretsAsync(long id, CancellationToken cancellationToken)
    {
        var read = await db
            .OperationSteps.AsNoTracking()
            .FirstOrDefaultAsync(s => s.OperationId == id && s.Name == CheckSecrets.ReadAndAsk, cancellationToken);
        return read?.ReadFacts<CheckedSecrets>()?.Secrets ?? [];
    }

    /// <summary>What runs, waits, or needs a person; what needs a person first.</summary>
    public async Task<IReadOnlyList<OperationRow>> OpenAsync(CancellationToken cancellationToken)
    {
        var open = db
            .Operations.Where(o => o.State != OperationState.Done && o.State != OperationState.Failed)
            .OrderByDescending(o => o.State == OperationState.NeedsAttention)
            .ThenByDescending(o => o.Id)
            .Take(20);
        return await Rows(open).ToListAsync(cancellationToken);
    }

    /// <summary>What isn't finished of one portfolio, oldest first.</summary>
    public async Task<IReadOnlyList<OperationRow>> OpenOfPortfolioAsync(
        long portfolioId,
        CancellationToken cancellationToken
    ) =>
        await Rows(
                db.Operations.Where(o => o.PortfolioId == portfolioId)
                    .Where(o => o.State != OperationState.Done && o.State != OperationState.Failed)
                    .OrderBy(o => o.Id)
            )
            .ToListAsync(cancellationToken);

    private IQueryable<Operation> Filtered(OperationFilter filter)
    {
        var query = db.Operations.AsNoTracking();
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(o => o.PortfolioId == portfolio);
        if (filter.SystemUserId is { } systemUser)
            query = query.Where(o => o.SystemUserId == systemUser);
        if (filter.PartnerId is { } partner)
            query = query.Where(o => o.PartnerId == partner);
        if (filter.State is { } state)
            query = query.Where(o => o.State == state);
        if (filter.Kind is { } kind)
            query = query.Where(o => o.Kind == kind);
        if (!string.IsNullOrWhiteSpace(filter.Label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, filter.Label);
            query = query.Where(o => o.PortfolioId != null && carrying.Contains(o.PortfolioId.Value));
        }

        return query;
    }

    private IQueryable<OperationRow> Rows(IQueryable<Operation> operations) =>
        operations.Select(o => new OperationRow(
            o.Id,
            o.Title,
            o.Kind,
            o.State,
            o.PortfolioId,
            db.Portfolios.Where(p => p.Id == o.PortfolioId).Select(p => p.Name).FirstOrDefault(),
            o.AskedByName,
            o.AskedAt,
            o.EndedAt,
            o.WaitsUntil,
            o.Outcome,
            o.Steps.Count(s => s.State == StepState.Done || s.State == StepState.Skipped),
            o.Steps.Count,
            o.Steps.Any(s => s.State == StepState.Unknown)
        ));
}
