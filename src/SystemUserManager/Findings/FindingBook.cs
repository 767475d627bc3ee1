using MetaGraph.Assets;
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
/// Keeps the findings of a portfolio as looks saw them: new ones are opened, those seen again stay or are reopened, those
/// that a complete look doesn't see any more are resolved. One that is as it was is not written.
/// </summary>
internal static class FindingBook
{
    private const int AtATime = 1000;

    /// <summary>How old the last sight of one may get that is reported again and again.</summary>
    private static readonly TimeSpan SightsApart = TimeSpan.FromHours(1);

    /// <summary>Everything that comparing finds, in one pass.</summary>
    public static async Task RecordAsync(AppDb db, PortfolioPicture picture, CancellationToken cancellationToken)
    {
        var rules = FindingRules.Comparing.ToDictionary(r => r.Kind);
        var seen = new Dictionary<(FindingKind Kind, string Key), SeenFinding>();
        foreach (var rule in rules.Values)
        foreach (var one in rule.Look(picture))
            seen.TryAdd((rule.Kind, one.ObjectKey), one);
        var open = await db
            .Findings.Where(f => f.PortfolioId == picture.Portfolio.Id && f.ResolvedAt == null)
            .ToListAsync(cancellationToken);
        foreach (var finding in open)
        {
            if (!rules.TryGetValue(finding.Kind, out var rule))
                continue;
            var isSeen = seen.Remove((finding.Kind, finding.ObjectKey), out var one);
            if (!CanTell(rule, picture, Subject(finding)))
                finding.Hold(picture.At, picture.LastLookAt);
            else if (isSeen)
                Keep(finding, one!, picture.At);
            else
                finding.Resolve(picture.At, picture.LastLookAt);
        }

        foreach (var key in seen.Keys.Where(k => !CanTell(rules[k.Kind], picture, Subject(seen[k]))).ToList())
            seen.Remove(key);
        await OpenAsync(db, picture, seen, cancellationToken);
        using (db.Unaudited("Detecting changes nothing: a finding is no act."))
            await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>One kind that is reported by whoever reads more than the record.</summary>
    /// <param name="isLookedAt">Whether the look would have seen this one: any other stays as it is.</param>
    public static async Task RecordAsync(
        AppDb db,
        long portfolioId,
        FindingKind kind,
        IReadOnlyCollection<SeenFinding> seen,
        Func<Finding, bool> isLookedAt,
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
                finding = Add(db, portfolioId, kind, one, at);
            if (!finding.IsOpen || finding.LastSeenAt <= at - SightsApart)
                finding.SeeAgain(at);
            Keep(finding, one, at);
        }

        foreach (var gone in known.Values.Where(isLookedAt))
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
        var finding =
            await FindAsync(db, portfolioId, kind, seen.ObjectKey, cancellationToken)
            ?? Add(db, portfolioId, kind, seen, at);
        finding.SeeAgain(at);
        Keep(finding, seen, at);
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

    /// <summary>A secret that isn't in the vault any more holds nothing that was found in it.</summary>
    /// <param name="kinds">Those of which the object key is a secret's name.</param>
    public static async Task ResolveOfSecretsGoneAsync(
        AppDb db,
        long portfolioId,
        IReadOnlyList<FindingKind> kinds,
        IReadOnlySet<string> inVault,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var finding in await db
                .Findings.Where(f => f.PortfolioId == portfolioId && f.ResolvedAt == null && kinds.Contains(f.Kind))
                .ToListAsync(cancellationToken)
        )
        {
            if (!inVault.Contains(finding.ObjectKey))
                finding.Resolve(at);
        }

        using (db.Unaudited("Detecting changes nothing: a finding is no act."))
            await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task OpenAsync(
        AppDb db,
        PortfolioPicture picture,
        Dictionary<(FindingKind Kind, string Key), SeenFinding> seen,
        CancellationToken cancellationToken
    )
    {
        foreach (var keys in seen.Keys.Select(k => k.Key).Distinct().Chunk(AtATime))
        {
            var resolved = await db
                .Findings.Where(f => f.PortfolioId == picture.Portfolio.Id && f.ResolvedAt != null)
                .Where(f => keys.Contains(f.ObjectKey))
                .ToListAsync(cancellationToken);
            foreach (var finding in resolved)
            {
                if (!seen.Remove((finding.Kind, finding.ObjectKey), out var one))
                    continue;
                finding.SeeAgain(picture.At);
                Keep(finding, one, picture.At);
                if ((one.NotBefore ?? picture.LastLookReadAt) is { } notBefore && notBefore > finding.NotBefore)
                    finding.NotBefore = notBefore;
            }
        }

        foreach (var ((kind, _), one) in seen)
        {
            var finding = Add(db, picture.Portfolio.Id, kind, one, picture.At);
            Keep(finding, one, picture.At);
            // Later than the read that the last look rested on, if there was one.
            finding.NotBefore = one.NotBefore ?? (WasLookedFor(picture, finding) ? picture.LastLookReadAt : null);
        }
    }

    /// <summary>The last look knew all that it rests on: of what is read for the first time, nobody can say that it is new.</summary>
    private static bool WasLookedFor(PortfolioPicture picture, Finding finding)
    {
        var kind = finding.AssetId is { } asset ? picture.Asset(asset).Kind : (AssetKind?)null;
        var relation = picture.Partners.FirstOrDefault(p => p.Id == finding.PartnerId)?.Relation;
        return FindingReadings
            .AtMeta(finding, kind, relation)
            .Concat(FindingReadings.InVault(finding))
            .All(edge => !picture.FirstReads.TryGetValue(edge, out var first) || first <= picture.LastLookAt);
    }

    private static bool CanTell(ComparingRule rule, PortfolioPicture picture, FindingSubject about)
    {
        var isBusy = about.SystemUserId is { } id && picture.Busy.Contains(id);
        return !(isBusy && rule.WaitsForOperations) && rule.CanTell(picture, about);
    }

    private static FindingSubject Subject(Finding f) => new(f.ObjectKey, f.SystemUserId, f.TokenId, f.AssetId);

    private static FindingSubject Subject(SeenFinding s) => new(s.ObjectKey, s.SystemUserId, s.TokenId, s.AssetId);

    private static Finding Add(AppDb db, long portfolioId, FindingKind kind, SeenFinding seen, DateTimeOffset at)
    {
        var finding = new Finding
        {
            PortfolioId = portfolioId,
            Kind = kind,
            ObjectKey = seen.ObjectKey,
            FirstSeenAt = at,
            LastSeenAt = at,
        };
        db.Findings.Add(finding);
        return finding;
    }

    /// <summary>Of one that is open: what is said of it, if that is something else than before.</summary>
    private static void Keep(Finding finding, SeenFinding seen, DateTimeOffset at)
    {
        var severity = seen.Severity ?? FindingRules.Of(finding.Kind).Severity;
        var isSame =
            finding.HeldSince is null
            && finding.Severity == severity
            && (finding.Detail, finding.InRecord, finding.AtMeta, finding.InVault)
                == (seen.Detail, seen.InRecord, seen.AtMeta, seen.InVault)
            && (finding.SystemUserId, finding.TokenId, finding.AssetId, finding.PartnerId)
                == (seen.SystemUserId, seen.TokenId, seen.AssetId, seen.PartnerId);
        if (isSame)
            return;
        finding.SeeAgain(at);
        // What was accepted was that, and not what it has become.
        if (severity > finding.Severity || (IsAccess(finding.Kind) && finding.AtMeta != seen.AtMeta))
            finding.TakeAcceptanceBack();
        (finding.Detail, finding.Severity) = (seen.Detail, severity);
        (finding.InRecord, finding.AtMeta, finding.InVault) = (seen.InRecord, seen.AtMeta, seen.InVault);
        (finding.SystemUserId, finding.TokenId) = (seen.SystemUserId, seen.TokenId);
        (finding.AssetId, finding.PartnerId) = (seen.AssetId, seen.PartnerId);
        finding.NotBefore ??= seen.NotBefore;
    }

    /// <summary>More may be done than before, on the same asset or everywhere, without that it becomes a worse finding.</summary>
    private static bool IsAccess(FindingKind kind) => FindingNow.IsAboutAccess(kind) || kind is FindingKind.RoleChanged;

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
