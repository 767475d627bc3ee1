using System.Linq.Expressions;
using SystemUserManager.Data;
using SystemUserManager.Partners;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings;

/// <param name="SystemUserName">null: it is about no system user that the record knows.</param>
/// <param name="ReopenedAt">When it came back after it was resolved; null: it never did, or it isn't known.</param>
/// <param name="AcceptedUntil">The end of that day; null: nobody accepted it. It may be past.</param>
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
    DateTimeOffset LastSeenAt,
    long? AssetId,
    string? AssetName,
    long? PartnerId,
    string? PartnerName,
    DateTimeOffset? AcceptedUntil,
    string? AcceptedByName,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset? ReopenedAt
)
{
    public bool IsAccepted(DateTimeOffset now) => ResolvedAt is null && AcceptedUntil > now;
}

/// <summary>How findings are read as rows, and in which order.</summary>
internal static class FindingRows
{
    /// <summary>Looks that compare the record don't see these: who read a secret or a vault reported them.</summary>
    private static readonly FindingKind[] Reported =
    [
        .. FindingRules.All.Where(r => r is not ComparingRule).Select(r => r.Kind),
    ];

    /// <summary>The worst first, of those the oldest.</summary>
    public static IOrderedQueryable<Finding> WorstFirst(this IQueryable<Finding> findings) =>
        findings.OrderByDescending(f => f.Severity).ThenBy(f => f.Id);

    public static IQueryable<FindingRow> ToRows(this IQueryable<Finding> findings, AppDb db) =>
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
            // A look that sees it as it was writes nothing; what it looks at is as old as its reads.
            Later(
                f.LastSeenAt,
                f.ResolvedAt == null && f.HeldSince == null && !Reported.Contains(f.Kind)
                    ? db
                        .SyncParts.Where(p => p.PortfolioId == f.PortfolioId && p.LastProblem == null)
                        .Where(p => db.Portfolios.Any(x => x.Id == f.PortfolioId && x.ComparedAt != null))
                        .Min(p => p.LastCompleteReadAt)
                    : null
            ),
            f.AssetId,
            db.Assets.Where(a => a.Id == f.AssetId).Select(a => a.Name).FirstOrDefault(),
            f.PartnerId,
            db.Partners.Where(p => p.Id == f.PartnerId).Select(p => p.Name).FirstOrDefault(),
            f.AcceptedUntil,
            f.AcceptedByName,
            f.ResolvedAt,
            f.ReopenedAt
        ));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    /// <summary>Those about a system user or partner for which somebody answers who fits.</summary>
    public static IQueryable<Finding> OwnedBy(
        this IQueryable<Finding> findings,
        AppDb db,
        Expression<Func<SystemUser, bool>> systemUsers,
        Expression<Func<Partner, bool>> partners
    ) =>
        findings.Where(f =>
            db.SystemUsers.Where(systemUsers).Any(s => s.Id == f.SystemUserId)
            || db.Partners.Where(partners).Any(p => p.Id == f.PartnerId)
        );
}
