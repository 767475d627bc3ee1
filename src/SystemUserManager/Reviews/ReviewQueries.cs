using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Reviews;

public sealed record ReviewRow(
    long Id,
    string Scope,
    string PortfolioName,
    DateTimeOffset SignedAt,
    string SignedByName,
    DateOnly? NextOn,
    int StillNeeded,
    int Reduce,
    int RevokeAllTokens
);

/// <param name="LastId">null: it was never reviewed.</param>
/// <param name="Past">System users whose latest review named a day that has come.</param>
/// <param name="LeftOut">System users that were there at a review and stand in none.</param>
public sealed record DueReview(
    long PortfolioId,
    string PortfolioName,
    int SystemUsers,
    long? LastId,
    DateTimeOffset? LastSignedAt,
    int Past,
    int LeftOut
);

/// <param name="OperationId">What came of the decision: the revocation, or of Reduce the first change of access since; null: nothing yet.</param>
/// <param name="OwnerName">Who owned it when it was signed.</param>
public sealed record ReviewLineRow(
    string PortfolioName,
    long SystemUserId,
    string SystemUserName,
    string? OwnerName,
    ReviewDecision Decision,
    string? Note,
    string Reached,
    bool IsRefused,
    long? OperationId,
    OperationState? OperationState
);

/// <param name="Parts">What was signed together, a review for each portfolio that the user may see, in its order.</param>
public sealed record ReviewDetail(Review Review, IReadOnlyList<ReviewRow> Parts, IReadOnlyList<ReviewLineRow> Lines);

/// <summary>Reads of reviews; tenancy applies.</summary>
public sealed class ReviewQueries(AppDb db, TimeProvider time)
{
    private const int PageSize = 50;

    /// <summary>Newest first.</summary>
    /// <param name="label">null: of portfolios with any label or none.</param>
    public async Task<Page<ReviewRow>> ListAsync(
        long? portfolioId,
        string? label,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query = db.Reviews.Where(r => portfolioId == null || r.PortfolioId == portfolioId);
        if (!string.IsNullOrWhiteSpace(label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, label);
            query = query.Where(r => carrying.Contains(r.PortfolioId));
        }

        if (Cursor.Parse(after) is { } cursor)
            query = query.Where(r => r.Id < cursor.Id);
        var rows = await Rows(query.OrderByDescending(r => r.Id).Take(PageSize + 1)).ToListAsync(cancellationToken);
        return Page<ReviewRow>.Of(rows, PageSize, r => new Cursor([], r.Id));
    }

    /// <summary>Portfolios that were never reviewed, or of which something is due; by name.</summary>
    public async Task<IReadOnlyList<DueReview>> DueAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var present = db.SystemUsers.Where(s => s.VanishedAt == null);
        var past = present.Where(s =>
            db.ReviewLines.Any(l =>
                l.SystemUserId == s.Id
                && !db.ReviewLines.Any(later => later.SystemUserId == s.Id && later.Id > l.Id)
                && db.Reviews.Any(r => r.Id == l.ReviewId && r.NextOn <= today)
            )
        );
        var leftOut = present.Where(s =>
            !db.ReviewLines.Any(l => l.SystemUserId == s.Id)
            && db.Reviews.Any(r => r.PortfolioId == s.PortfolioId && r.SignedAt > s.FirstSeenAt)
        );
        var rows = await db
            .Portfolios.Where(p => p.State != PortfolioState.Disconnected)
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Select(p => new
            {
                p.Id,
                p.Name,
                SystemUsers = present.Count(s => s.PortfolioId == p.Id),
                Last = db
                    .Reviews.Where(r => r.PortfolioId == p.Id)
                    .OrderByDescending(r => r.Id)
                    .Select(r => new { r.Id, r.SignedAt })
                    .FirstOrDefault(),
                Past = past.Count(s => s.PortfolioId == p.Id),
                LeftOut = leftOut.Count(s => s.PortfolioId == p.Id),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Where(r => r.SystemUsers > 0 && (r.Last is null || r.Past > 0 || r.LeftOut > 0))
                .Select(r => new DueReview(
                    r.Id,
                    r.Name,
                    r.SystemUsers,
                    r.Last?.Id,
                    r.Last?.SignedAt,
                    r.Past,
                    r.LeftOut
                )),
        ];
    }

    /// <summary>With everything that was signed with it. null: not there, or not to be seen by this user.</summary>
    public async Task<ReviewDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var review = await db.Reviews.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, cancellationToken);
        if (review is null)
            return null;
        var parts = db.Reviews.Where(r => r.Batch == review.Batch && r.SignedByName == review.SignedByName);
        return new ReviewDetail(
            review,
            await Rows(parts.OrderBy(r => r.Id)).ToListAsync(cancellationToken),
            await LinesAsync(parts, review.SignedAt, cancellationToken)
        );
    }

    private async Task<IReadOnlyList<ReviewLineRow>> LinesAsync(
        IQueryable<Review> parts,
        DateTimeOffset signedAt,
        CancellationToken cancellationToken
    )
    {
        var lines = await (
            from r in parts
            from l in r.Lines
            orderby l.Id
            select new
            {
                Line = l,
                Portfolio = db.Portfolios.Where(p => p.Id == l.PortfolioId).Select(p => p.Name).First(),
            }
        )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        var operations = await OperationsAsync([.. lines.Select(l => l.Line)], signedAt, cancellationToken);
        return
        [
            .. lines.Select(l =>
            {
                var operation = operations.Find(o => o.CameOf(l.Line));
                return new ReviewLineRow(
                    l.Portfolio,
                    l.Line.SystemUserId,
                    l.Line.SystemUserName,
                    l.Line.OwnerName,
                    l.Line.Decision,
                    l.Line.Note,
                    l.Line.Reached,
                    l.Line.IsRefused,
                    operation?.Id,
                    operation?.State
                );
            }),
        ];
    }

    /// <summary>Those that lines name, and each change of access since that was decided; oldest first.</summary>
    private Task<List<Consequence>> OperationsAsync(
        List<ReviewLine> lines,
        DateTimeOffset signedAt,
        CancellationToken cancellationToken
    )
    {
        var ids = lines.ConvertAll(l => l.OperationId);
        var reduced = lines.Where(l => l.Decision == ReviewDecision.Reduce).Select(l => (long?)l.SystemUserId).ToList();
        return db
            .Operations.Where(o =>
                ids.Contains(o.Id)
                || (o.Kind == OperationKind.ChangeAccess && o.AskedAt >= signedAt && reduced.Contains(o.SystemUserId))
            )
            .OrderBy(o => o.Id)
            .Select(o => new Consequence(o.Id, o.Kind, o.State, o.SystemUserId))
            .ToListAsync(cancellationToken);
    }

    private IQueryable<ReviewRow> Rows(IQueryable<Review> reviews) =>
        reviews.Select(r => new ReviewRow(
            r.Id,
            r.Scope,
            db.Portfolios.Where(p => p.Id == r.PortfolioId).Select(p => p.Name).First(),
            r.SignedAt,
            r.SignedByName,
            r.NextOn,
            r.Lines.Count(l => l.Decision == ReviewDecision.StillNeeded),
            r.Lines.Count(l => l.Decision == ReviewDecision.Reduce),
            r.Lines.Count(l => l.Decision == ReviewDecision.RevokeAllTokens)
        ));

    private sealed record Consequence(long Id, OperationKind Kind, OperationState State, long? SystemUserId)
    {
        public bool CameOf(ReviewLine line) =>
            line.Decision == ReviewDecision.Reduce
                ? Kind == OperationKind.ChangeAccess && SystemUserId == line.SystemUserId
                : Id == line.OperationId;
    }
}
