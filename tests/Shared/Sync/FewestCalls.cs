using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Partners;

namespace SystemUserManager.Tests.Shared;

/// <summary>How few calls to Meta can read a portfolio when no answer holds more than so many items of one list.</summary>
internal static class FewestCalls
{
    /// <param name="db">In which the portfolio was read to its end.</param>
    public static async Task<int> OfAsync(AppDb db, long portfolioId, int cap)
    {
        var calls = 0;
        var assets = await db
            .Assets.Where(a => a.PortfolioId == portfolioId && a.GoneAt == null)
            .GroupBy(a => new { a.Kind, a.IsOwned })
            .Select(g => new
            {
                g.Key.Kind,
                g.Key.IsOwned,
                Count = g.Count(),
            })
            .ToListAsync();
        foreach (var kind in AssetKinds.All)
        {
            calls += Pages(assets.SingleOrDefault(a => a.Kind == kind.Kind && a.IsOwned)?.Count ?? 0);
            if (kind.ClientEdge is not null)
                calls += Pages(assets.SingleOrDefault(a => a.Kind == kind.Kind && !a.IsOwned)?.Count ?? 0);
        }

        calls += Pages(await db.SystemUsers.CountAsync(s => s.PortfolioId == portfolioId && s.VanishedAt == null));
        calls += Pages(await db.BusinessPeople.CountAsync(p => p.PortfolioId == portfolioId && p.GoneAt == null));
        foreach (var isOwned in new[] { true, false })
            calls += Pages(
                await db.BusinessApps.CountAsync(a =>
                    a.PortfolioId == portfolioId && a.IsOwned == isOwned && a.GoneAt == null
                )
            );
        foreach (var relation in Enum.GetValues<PartnerRelation>())
            calls += Pages(
                await db.Partners.CountAsync(p =>
                    p.PortfolioId == portfolioId && p.Relation == relation && p.GoneAt == null
                )
            );
        // The first page of a list inside a list comes with it.
        var inside = (await GrantListsAsync(db, portfolioId)).Concat(await GroupListsAsync(db, portfolioId));
        return calls + inside.Sum(count => Pages(count) - 1);

        int Pages(int items) => Math.Max(1, (items + cap - 1) / cap);
    }

    /// <summary>Of each system user and kind with a reverse edge; of each asset without one.</summary>
    private static async Task<List<int>> GrantListsAsync(AppDb db, long portfolioId)
    {
        var own = AssetKinds.All.Where(k => k.ReverseEdge is not null).Select(k => k.Kind).ToList();
        var current =
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where g.PortfolioId == portfolioId && g.ValidTo == null
            select new
            {
                g.SystemUserId,
                g.AssetId,
                a.Kind,
            };
        var ofUsers = await current
            .Where(g => own.Contains(g.Kind))
            .GroupBy(g => new { g.SystemUserId, g.Kind })
            .Select(g => g.Count())
            .ToListAsync();
        var ofAssets = await current
            .Where(g => !own.Contains(g.Kind))
            .GroupBy(g => g.AssetId)
            .Select(g => g.Count())
            .ToListAsync();
        return [.. ofUsers, .. ofAssets];
    }

    private static async Task<List<int>> GroupListsAsync(AppDb db, long portfolioId) =>
        await (
            from g in db.GroupedAssets
            join a in db.Assets on g.AssetId equals a.Id
            where g.PortfolioId == portfolioId && g.ValidTo == null
            group g by new { g.GroupId, a.Kind } into lists
            select lists.Count()
        ).ToListAsync();
}
