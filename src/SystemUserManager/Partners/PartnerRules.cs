using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Partners;

/// <summary>Meta doesn't list it any more.</summary>
public sealed record PartnerGone(string Name)
    : Problem($"{Name} is gone already: Meta lists it no more, and nothing is shared. Nothing was started.");

/// <summary>The system user that this product acts through would lose grants.</summary>
public sealed record ControlSystemUserWouldLose(string Partner, int Assets)
    : Problem(
        $"This tool acts through a system user that reaches {Assets} of {Partner}'s assets and would lose them, so nothing was started. "
            + "Take these grants away from it in Meta's own pages and read the portfolio again, or replace the control token first."
    );

/// <summary>What ending a partner asks before it is written down.</summary>
public sealed class PartnerRules(AppDb db)
{
    /// <summary>null: it can be ended now.</summary>
    public async Task<Problem?> WhyNotEndAsync(Partner partner, CancellationToken cancellationToken)
    {
        if (partner.GoneAt is not null)
            return new PartnerGone(partner.Name);
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == partner.PortfolioId, cancellationToken);
        if (PortfolioRules.WhyItCannotAct(portfolio) is { } why)
            return new PortfolioCannotAct(why);
        if (await ControlLosesAsync(db, partner, cancellationToken) is > 0 and var loses)
            return new ControlSystemUserWouldLose(partner.Name, loses);
        return await ChangeRules.FindUnderWayAsync(
            db.Operations.Where(o => o.PartnerId == partner.Id),
            cancellationToken
        );
    }

    /// <summary>As it stands beside a button that is off: nobody asked for anything yet.</summary>
    public static string? Words(Problem? why) =>
        why switch
        {
            PartnerGone gone => $"{gone.Name} is gone already.",
            ControlSystemUserWouldLose loses =>
                $"This tool acts through a system user that would lose {loses.Assets} of its assets. Take these grants away from it in Meta's own pages and read the portfolio again, or replace the control token first.",
            _ => ChangeRules.Words(why),
        };

    /// <summary>Until the transaction ends, nobody else asks for a change of it: of two at once, the second finds the first.</summary>
    public Task LockAsync(Partner partner, CancellationToken cancellationToken) =>
        // Any update takes the row; this one changes nothing.
        db
            .Partners.Where(p => p.Id == partner.Id)
            .ExecuteUpdateAsync(p => p.SetProperty(x => x.NameKey, x => x.NameKey), cancellationToken);

    /// <summary>How many of a client's assets the system users reach that this product acts through; of an agency 0.</summary>
    internal static async Task<int> ControlLosesAsync(AppDb db, Partner partner, CancellationToken cancellationToken)
    {
        if (partner.Relation == PartnerRelation.Agency)
            return 0;
        var shared = SharedNow(db, partner.Id).Select(a => a.Id);
        return await db
            .SeenGrants.Where(g => g.ValidTo == null && shared.Contains(g.AssetId))
            .Where(g => db.ControlSystemUserIds().Contains(g.SystemUserId))
            .Select(g => g.AssetId)
            .Distinct()
            .CountAsync(cancellationToken);
    }

    /// <summary>The assets that are shared with it now.</summary>
    internal static IQueryable<Asset> SharedNow(AppDb db, long partnerId) =>
        from share in db.PartnerShares
        join asset in db.Assets on share.AssetId equals asset.Id
        where share.PartnerId == partnerId && share.ValidTo == null
        select asset;

    /// <summary>As the record has them, with their tasks.</summary>
    internal static Task<List<SharedAsset>> SharesAsync(
        AppDb db,
        long partnerId,
        CancellationToken cancellationToken
    ) =>
        (
            from share in db.PartnerShares
            join asset in db.Assets on share.AssetId equals asset.Id
            where share.PartnerId == partnerId && share.ValidTo == null
            orderby asset.Kind, asset.NameKey, asset.Id
            select new SharedAsset(asset.Kind, asset.GraphId, asset.Name, share.Tasks)
        ).ToListAsync(cancellationToken);
}
