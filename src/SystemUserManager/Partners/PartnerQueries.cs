using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Partners;

/// <summary>Which partners a list shows.</summary>
public enum PartnersShown
{
    /// <summary>Those that Meta lists.</summary>
    There,

    /// <summary>Of those, the ones of which nobody said what they are for.</summary>
    Unknown,

    /// <summary>Of those, the ones whose agreed end is over.</summary>
    PastEnd,

    /// <summary>Those that Meta lists no more.</summary>
    Gone,
}

public sealed record PartnerFilter(
    PartnersShown Shown,
    PartnerRelation? Relation = null,
    long? PortfolioId = null,
    string? Label = null
);

/// <param name="Findings">How many are open.</param>
public sealed record PartnerRow(
    long Id,
    string Name,
    string NameKey,
    PartnerRelation Relation,
    long PortfolioId,
    string PortfolioName,
    string? Purpose,
    string? OwnerName,
    DateOnly? EndsOn,
    DateTimeOffset? LastConfirmedAt,
    DateTimeOffset? GoneAt,
    int Findings
)
{
    /// <summary>"2 ad accounts, 1 Page"; "no asset".</summary>
    public string Shared { get; init; } = "";
}

/// <param name="Until">null: it is shared now.</param>
public sealed record ShareRow(
    long Id,
    long AssetId,
    AssetKind Kind,
    string AssetName,
    string AssetNameKey,
    string AssetGraphId,
    string Tasks,
    DateTimeOffset Since,
    DateTimeOffset? NotBefore,
    DateTimeOffset? Until
);

/// <param name="Owner">As it is typed into a form; null: nobody.</param>
/// <param name="Shared">"2 ad accounts, 1 Page"; "no asset".</param>
/// <param name="ListReadAt">When the list that it stands in was last read to its end; null: never.</param>
/// <param name="Checklist">Open lines first, then the done ones, newest first.</param>
public sealed record PartnerDetail(
    Partner Partner,
    Portfolio Portfolio,
    OwnerOption? Owner,
    string Shared,
    int SharedBefore,
    DateTimeOffset? ListReadAt,
    PartnerTies Ties,
    IReadOnlyList<ChecklistLine> Checklist,
    IReadOnlyList<OperationRow> Operations
);

/// <summary>What a person has to know before ending it.</summary>
/// <param name="Saw">The mark of what is shown (<see cref="SharedAsset.Mark"/>).</param>
/// <param name="WhyNot">A sentence on why it can't be ended now; null: it can.</param>
/// <param name="WhyNotLink">A local path to what stands in the way; null: none.</param>
public sealed record EndPartnerPreview(
    Partner Partner,
    Portfolio Portfolio,
    IReadOnlyList<SharedAsset> Assets,
    string Saw,
    PartnerTies Ties,
    string? WhyNot,
    string? WhyNotLink
);

/// <summary>Reads of partners; tenancy applies.</summary>
public sealed class PartnerQueries(
    AppDb db,
    CurrentUser user,
    OperationQueries operations,
    PartnerRules rules,
    TimeProvider time
)
{
    private const int PageSize = 50;

    /// <summary>By name.</summary>
    public async Task<Page<PartnerRow>> ListAsync(
        PartnerFilter filter,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query = Filtered(filter);
        if (Cursor.Parse(after) is { Keys: [var name], Id: var id })
            query = query.Where(p => string.Compare(p.NameKey, name) > 0 || (p.NameKey == name && p.Id > id));
        var rows = await query
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Take(PageSize + 1)
            .Select(p => new PartnerRow(
                p.Id,
                p.Name,
                p.NameKey,
                p.Relation,
                p.PortfolioId,
                db.Portfolios.Where(o => o.Id == p.PortfolioId).Select(o => o.Name).First(),
                p.Purpose,
                db.People.Where(o => o.Id == p.OwnerId).Select(o => o.Name).FirstOrDefault(),
                p.EndsOn,
                p.LastConfirmedAt,
                p.GoneAt,
                db.Findings.Count(f => f.PartnerId == p.Id && f.ResolvedAt == null)
            ))
            .ToListAsync(cancellationToken);
        var shared = await SharedAsync([.. rows.Select(r => r.Id)], cancellationToken);
        return Page<PartnerRow>.Of(
            rows.ConvertAll(r => r with { Shared = PartnerWords.Shared(shared[r.Id]) }),
            PageSize,
            r => new Cursor([r.NameKey], r.Id)
        );
    }

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<PartnerDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        if (await PartnerAsync(id, cancellationToken) is not { } partner)
            return null;
        var edge = partner.Relation == PartnerRelation.Agency ? "agencies" : "clients";
        return new PartnerDetail(
            partner,
            await PortfolioAsync(partner, cancellationToken),
            await db
                .People.Where(p => p.Id == partner.OwnerId)
                .Select(p => new OwnerOption(p.Id, p.Name, p.Email, p.IsTeam))
                .FirstOrDefaultAsync(cancellationToken),
            PartnerWords.Shared((await SharedAsync([id], cancellationToken))[id]),
            await db.PartnerShares.CountAsync(s => s.PartnerId == id && s.ValidTo != null, cancellationToken),
            await db
                .SyncParts.Where(p => p.PortfolioId == partner.PortfolioId && p.Edge == edge)
                .Select(p => p.LastCompleteReadAt)
                .FirstOrDefaultAsync(cancellationToken),
            await PartnerTies.FindAsync(db, partner, cancellationToken),
            await db
                .ChecklistLines.AsNoTracking()
                .Where(l => l.PartnerId == id)
                .OrderBy(l => l.DoneAt != null)
                .ThenByDescending(l => l.Id)
                .ToListAsync(cancellationToken),
            await operations.NewestAsync(new OperationFilter { PartnerId = id }, cancellationToken)
        );
    }

    /// <summary>By the asset's name.</summary>
    /// <param name="ended">False: what is shared now; true: what was before.</param>
    public async Task<Page<ShareRow>> SharesAsync(
        long partnerId,
        bool ended,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query =
            from share in db.PartnerShares.AsNoTracking()
            join asset in db.Assets on share.AssetId equals asset.Id
            where share.PartnerId == partnerId && (share.ValidTo != null) == ended
            select new { Share = share, Asset = asset };
        if (Cursor.Parse(after) is { Keys: [var name], Id: var id })
            query = query.Where(s =>
                string.Compare(s.Asset.NameKey, name) > 0 || (s.Asset.NameKey == name && s.Share.Id > id)
            );
        var rows = await query
            .OrderBy(s => s.Asset.NameKey)
            .ThenBy(s => s.Share.Id)
            .Take(PageSize + 1)
            .Select(s => new ShareRow(
                s.Share.Id,
                s.Asset.Id,
                s.Asset.Kind,
                s.Asset.Name,
                s.Asset.NameKey,
                s.Asset.GraphId,
                s.Share.Tasks,
                s.Share.ValidFrom,
                s.Share.NotBefore,
                s.Share.ValidTo
            ))
            .ToListAsync(cancellationToken);
        return Page<ShareRow>.Of(rows, PageSize, r => new Cursor([r.AssetNameKey], r.Id));
    }

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<EndPartnerPreview?> PreviewEndAsync(long id, CancellationToken cancellationToken)
    {
        if (await PartnerAsync(id, cancellationToken) is not { } partner)
            return null;
        var assets = await PartnerRules.SharesAsync(db, id, cancellationToken);
        var whyNot = WhyNotEdit(partner) is { } mayNot
            ? new OnlyAdministrators(mayNot)
            : await rules.WhyNotEndAsync(partner, cancellationToken);
        return new EndPartnerPreview(
            partner,
            await PortfolioAsync(partner, cancellationToken),
            assets,
            SharedAsset.Mark(assets),
            await PartnerTies.FindAsync(db, partner, cancellationToken),
            PartnerRules.Words(whyNot),
            whyNot?.Link
        );
    }

    /// <summary>A sentence on why this user can't change what is said of it; null: they can.</summary>
    public string? WhyNotEdit(Partner partner) =>
        user.May(Role.Administrator, partner.PortfolioId) ? null : "An administrator of this portfolio does that.";

    /// <summary>A sentence on why it can't be ended now; null: it can.</summary>
    public async Task<string?> WhyNotEndAsync(Partner partner, CancellationToken cancellationToken) =>
        WhyNotEdit(partner) ?? PartnerRules.Words(await rules.WhyNotEndAsync(partner, cancellationToken));

    private Task<Partner?> PartnerAsync(long id, CancellationToken cancellationToken) =>
        db.Partners.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, cancellationToken);

    private Task<Portfolio> PortfolioAsync(Partner partner, CancellationToken cancellationToken) =>
        db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == partner.PortfolioId, cancellationToken);

    private async Task<ILookup<long, AssetKind>> SharedAsync(long[] ids, CancellationToken cancellationToken)
    {
        var counts = await (
            from share in db.PartnerShares
            join asset in db.Assets on share.AssetId equals asset.Id
            where ids.Contains(share.PartnerId) && share.ValidTo == null
            group share by new { share.PartnerId, asset.Kind } into kinds
            select new
            {
                kinds.Key.PartnerId,
                kinds.Key.Kind,
                Count = kinds.Count(),
            }
        ).ToListAsync(cancellationToken);
        return counts
            .SelectMany(c => Enumerable.Repeat((c.PartnerId, c.Kind), c.Count))
            .ToLookup(c => c.PartnerId, c => c.Kind);
    }

    private IQueryable<Partner> Filtered(PartnerFilter filter)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var query = db.Partners.AsNoTracking();
        query = filter.Shown switch
        {
            PartnersShown.Unknown => query.Where(p => p.GoneAt == null && p.Purpose == null),
            PartnersShown.PastEnd => query.Where(p => p.GoneAt == null && p.EndsOn < today),
            PartnersShown.Gone => query.Where(p => p.GoneAt != null),
            _ => query.Where(p => p.GoneAt == null),
        };
        if (filter.Relation is { } relation)
            query = query.Where(p => p.Relation == relation);
        if (filter.PortfolioId is { } portfolio)
            query = query.Where(p => p.PortfolioId == portfolio);
        if (!string.IsNullOrWhiteSpace(filter.Label))
        {
            var carrying = LabelQueries.PortfoliosWith(db, filter.Label);
            query = query.Where(p => carrying.Contains(p.PortfolioId));
        }

        return query;
    }

    private sealed record OnlyAdministrators(string Text) : Problem(Text);
}
