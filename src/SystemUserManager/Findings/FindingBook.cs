using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Findings;

/// <summary>What one look saw of one kind.</summary>
/// <param name="ObjectKey">See <see cref="Finding.ObjectKey"/>: the same for the same thing at every look.</param>
public sealed record SeenFinding(string ObjectKey, string Detail, long? SystemUserId = null, long? TokenId = null)
{
    public long? AssetId { get; init; }

    public long? PartnerId { get; init; }

    /// <summary>null: as bad as its kind usually is.</summary>
    public FindingSeverity? Severity { get; init; }

    public string? InRecord { get; init; }

    public string? AtMeta { get; init; }

    public string? InVault { get; init; }

    /// <summary>The last look without it, where the look knows better than the finding's own history.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>
/// Keeps the findings of one kind in one portfolio as a complete look saw them: new ones are opened, those seen again
/// stay or are reopened, those not seen any more are resolved.
/// </summary>
internal static class FindingBook
{
    public static async Task RecordAsync(
        AppDb db,
        long portfolioId,
        FindingKind kind,
        IReadOnlyCollection<SeenFinding> seen,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var known = await db
            .Findings.Where(f => f.PortfolioId == portfolioId && f.Kind == kind)
            .ToDictionaryAsync(f => f.ObjectKey, cancellationToken);
        foreach (var one in seen.DistinctBy(s => s.ObjectKey))
        {
            if (!known.Remove(one.ObjectKey, out var finding))
                db.Findings.Add(
                    finding = new Finding
                    {
                        PortfolioId = portfolioId,
                        Kind = kind,
                        ObjectKey = one.ObjectKey,
                        FirstSeenAt = at,
                    }
                );
            Write(finding, one, at);
        }

        foreach (var gone in known.Values)
            gone.Resolve(at);
        using (db.Unaudited("Detecting changes nothing: a finding is no act."))
            await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>One finding of a kind whose looks are never complete: opened, or seen again. The caller saves.</summary>
    public static async Task SeeAsync(
        AppDb db,
        long portfolioId,
        FindingKind kind,
        SeenFinding seen,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var finding = await FindAsync(db, portfolioId, kind, seen.ObjectKey, cancellationToken);
        if (finding is null)
            db.Findings.Add(
                finding = new Finding
                {
                    PortfolioId = portfolioId,
                    Kind = kind,
                    ObjectKey = seen.ObjectKey,
                    FirstSeenAt = at,
                }
            );
        Write(finding, seen, at);
    }

    /// <summary>A look at this one object didn't see it any more. The caller saves.</summary>
    public static async Task ResolveAsync(
        AppDb db,
        long portfolioId,
        FindingKind kind,
        string objectKey,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) => (await FindAsync(db, portfolioId, kind, objectKey, cancellationToken))?.Resolve(at);

    private static void Write(Finding finding, SeenFinding seen, DateTimeOffset at)
    {
        finding.SeeAgain(at);
        finding.Detail = seen.Detail;
        finding.Severity = seen.Severity ?? FindingRules.Of(finding.Kind).Severity;
        (finding.InRecord, finding.AtMeta, finding.InVault) = (seen.InRecord, seen.AtMeta, seen.InVault);
        (finding.SystemUserId, finding.TokenId) = (seen.SystemUserId, seen.TokenId);
        (finding.AssetId, finding.PartnerId) = (seen.AssetId, seen.PartnerId);
        finding.NotBefore ??= seen.NotBefore;
    }

    private static async Task<Finding?> FindAsync(
        AppDb db,
        long portfolioId,
        FindingKind kind,
        string objectKey,
        CancellationToken cancellationToken
    ) =>
        db.Findings.Local.FirstOrDefault(f =>
            f.PortfolioId == portfolioId && f.Kind == kind && f.ObjectKey == objectKey
        )
        ?? await db.Findings.FirstOrDefaultAsync(
            f => f.PortfolioId == portfolioId && f.Kind == kind && f.ObjectKey == objectKey,
            cancellationToken
        );
}
