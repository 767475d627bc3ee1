using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.Findings;

/// <summary>Reads of the open findings about one thing, accepted ones included, the worst first; tenancy applies.</summary>
public sealed class FindingQueries(AppDb db)
{
    public Task<IReadOnlyList<FindingRow>> OfSystemUserAsync(long systemUserId, CancellationToken cancellationToken) =>
        OpenAsync(db.Findings.Where(f => f.SystemUserId == systemUserId), cancellationToken);

    public Task<IReadOnlyList<FindingRow>> OfTokenAsync(long tokenId, CancellationToken cancellationToken) =>
        OpenAsync(db.Findings.Where(f => f.TokenId == tokenId), cancellationToken);

    public Task<IReadOnlyList<FindingRow>> OfAssetAsync(long assetId, CancellationToken cancellationToken) =>
        OpenAsync(db.Findings.Where(f => f.AssetId == assetId), cancellationToken);

    public Task<IReadOnlyList<FindingRow>> OfPartnerAsync(long partnerId, CancellationToken cancellationToken) =>
        OpenAsync(db.Findings.Where(f => f.PartnerId == partnerId), cancellationToken);

    /// <summary>So many of a person are told at most: somebody may own a great deal.</summary>
    public const int MostOfPerson = 50;

    /// <summary>
    /// Those about system users and partners that this person answers for, and those about who answers for what they would
    /// take over. The first <see cref="MostOfPerson"/>.
    /// </summary>
    public async Task<IReadOnlyList<FindingRow>> OfPersonAsync(long personId, CancellationToken cancellationToken) =>
        await db
            .Findings.Where(f => f.ResolvedAt == null)
            .Where(f =>
                db.SystemUsers.Any(s =>
                    s.Id == f.SystemUserId
                    && (s.OwnerId == personId || (s.SuccessorId == personId && AboutPeople.Contains(f.Kind)))
                ) || db.Partners.Any(p => p.Id == f.PartnerId && p.OwnerId == personId)
            )
            .WorstFirst()
            .Take(MostOfPerson)
            .ToRows(db)
            .ToListAsync(cancellationToken);

    /// <summary>Of a portfolio, those about no system user of the record, and those about what it is read with.</summary>
    public Task<IReadOnlyList<FindingRow>> OfPortfolioAsync(long portfolioId, CancellationToken cancellationToken) =>
        OpenAsync(
            db.Findings.Where(f =>
                f.PortfolioId == portfolioId && (f.SystemUserId == null || OfControlTokens.Contains(f.Kind))
            ),
            cancellationToken
        );

    /// <summary>Those about the control token for one of a portfolio's apps.</summary>
    /// <param name="appId">Meta's id of the app.</param>
    public Task<IReadOnlyList<FindingRow>> OfAppAsync(
        long portfolioId,
        string appId,
        CancellationToken cancellationToken
    ) =>
        OpenAsync(
            db.Findings.Where(f =>
                f.PortfolioId == portfolioId && f.ObjectKey == appId && OfControlTokens.Contains(f.Kind)
            ),
            cancellationToken
        );

    private static readonly FindingKind[] AboutPeople = [FindingKind.OwnerLeft, FindingKind.NoSuccessor];

    private static readonly FindingKind[] OfControlTokens =
    [
        FindingKind.ControlTokenEnding,
        FindingKind.ControlTokenShort,
    ];

    private async Task<IReadOnlyList<FindingRow>> OpenAsync(
        IQueryable<Finding> findings,
        CancellationToken cancellationToken
    ) => await findings.Where(f => f.ResolvedAt == null).WorstFirst().ToRows(db).ToListAsync(cancellationToken);
}
