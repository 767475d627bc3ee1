using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Findings;

/// <param name="SystemUserName">null: it is about no system user that the record knows.</param>
public sealed record FindingRow(
    long Id,
    FindingKind Kind,
    FindingSeverity Severity,
    string ObjectKey,
    string Detail,
    long PortfolioId,
    string PortfolioName,
    long? SystemUserId,
    string? SystemUserName,
    long? TokenId,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt
);

/// <summary>How many are open, and the first of them.</summary>
public sealed record OpenFindings(int Count, IReadOnlyList<FindingRow> First);

/// <summary>Reads of open findings, the worst kinds first; tenancy applies.</summary>
public sealed class FindingQueries(AppDb db)
{
    /// <summary>Looks that compare the record don't see these: who read a secret or a vault reported them.</summary>
    private static readonly FindingKind[] Reported =
    [
        .. FindingRules.All.Where(r => r is not ComparingRule).Select(r => r.Kind),
    ];

    public async Task<OpenFindings> OpenAsync(int most, CancellationToken cancellationToken)
    {
        var open = db.Findings.Where(f => f.ResolvedAt == null);
        return new OpenFindings(
            await open.CountAsync(cancellationToken),
            await Rows(Sorted(open).Take(most)).ToListAsync(cancellationToken)
        );
    }

    public async Task<IReadOnlyList<FindingRow>> OfSystemUserAsync(
        long systemUserId,
        CancellationToken cancellationToken
    ) =>
        await Rows(Sorted(db.Findings.Where(f => f.ResolvedAt == null && f.SystemUserId == systemUserId)))
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<FindingRow>> OfTokenAsync(long tokenId, CancellationToken cancellationToken) =>
        await Rows(Sorted(db.Findings.Where(f => f.ResolvedAt == null && f.TokenId == tokenId)))
            .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<FindingRow>> OfPartnerAsync(long partnerId, CancellationToken cancellationToken) =>
        await Rows(Sorted(db.Findings.Where(f => f.ResolvedAt == null && f.PartnerId == partnerId)))
            .ToListAsync(cancellationToken);

    /// <summary>Of a portfolio, those about no system user of the record.</summary>
    public async Task<IReadOnlyList<FindingRow>> OfPortfolioAsync(
        long portfolioId,
        CancellationToken cancellationToken
    ) =>
        await Rows(
                Sorted(
                    db.Findings.Where(f =>
                        f.ResolvedAt == null && f.PortfolioId == portfolioId && f.SystemUserId == null
                    )
                )
            )
            .ToListAsync(cancellationToken);

    private static IOrderedQueryable<Finding> Sorted(IQueryable<Finding> findings) =>
        findings.OrderByDescending(f => f.Severity).ThenBy(f => f.Id);

    private IQueryable<FindingRow> Rows(IQueryable<Finding> findings) =>
        findings.Select(f => new FindingRow(
            f.Id,
            f.Kind,
            f.Severity,
            f.ObjectKey,
            f.Detail,
            f.PortfolioId,
            db.Portfolios.Where(p => p.Id == f.PortfolioId).Select(p => p.Name).First(),
            f.SystemUserId,
            db.SystemUsers.Where(s => s.Id == f.SystemUserId).Select(s => s.Name).FirstOrDefault(),
            f.TokenId,
            f.FirstSeenAt,
            // A look that sees it as it was writes nothing.
            f.ResolvedAt == null
            && f.HeldSince == null
            && !Reported.Contains(f.Kind)
                ? db.Portfolios.Where(p => p.Id == f.PortfolioId && p.ComparedAt > f.LastSeenAt)
                    .Select(p => p.ComparedAt)
                    .FirstOrDefault()
                    ?? f.LastSeenAt
                : f.LastSeenAt
        ));
}
