using System.Globalization;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;

namespace SystemUserManager.Assets;

/// <summary>Who reaches one asset, and through what; tenancy applies.</summary>
public sealed class AssetReachQueries(AppDb db, GrantQueries grants)
{
    private const int Shown = 100;
    private const int AdminsShown = 20;
    private const int BeforeShown = 50;

    /// <param name="asOf">When this day ended, UTC; null: now.</param>
    /// <param name="after">Where the page before ended of those who reached it once; null: at their beginning.</param>
    /// <returns>null: not there, or not to be seen by this user.</returns>
    public async Task<AssetDetail?> FindAsync(
        long id,
        DateOnly? asOf,
        string? after,
        CancellationToken cancellationToken
    )
    {
        if (await db.Assets.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } asset)
            return null;
        DateTimeOffset? at = asOf is { } day ? Versions.EndOf(day) : null;
        var portfolio = await db
            .Portfolios.Where(p => p.Id == asset.PortfolioId)
            .Select(p => new { p.Name, p.DisconnectedAt })
            .SingleAsync(cancellationToken);
        var filter = new GrantFilter { PortfolioId = asset.PortfolioId, AsOf = asOf };
        var admins = await grants.AdminsAsync(filter, AdminsShown, cancellationToken);
        return new AssetDetail(
            asset,
            portfolio.Name,
            portfolio.DisconnectedAt,
            await ReachersAsync(id, at, cancellationToken),
            new FirstOf<(long, string)>(admins.Count, admins.First),
            await SharesAsync(id, at, cancellationToken),
            await (
                from g in db.GroupedAssets.At(at)
                join a in db.Assets on g.GroupId equals a.Id
                where g.AssetId == id
                orderby a.NameKey, a.Id
                select new AssetPlace(a.Id, a.Kind, a.Name, g.ValidFrom, g.NotBefore)
            ).ToListAsync(cancellationToken),
            await HoldsAsync(asset, at, cancellationToken),
            await BeforeAsync(id, after, cancellationToken)
        );
    }

    private async Task<FirstOf<AssetReacher>> ReachersAsync(
        long assetId,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var seen = db.SeenGrants.At(at).Where(g => g.AssetId == assetId);
        var rows = await Rows(seen).Take(Shown).ToListAsync(cancellationToken);
        var groups = await GroupReach.AtAsync(db, at, null, [assetId], cancellationToken);
        var then = at is null ? null : await ThenAsync(rows, at, cancellationToken);
        return new FirstOf<AssetReacher>(
            rows.Count < Shown ? rows.Count : await seen.CountAsync(cancellationToken),
            [
                .. rows.Select(r =>
                {
                    var was = then?[r.SystemUserId].FirstOrDefault();
                    return r with
                    {
                        Through = groups.Names(r.SystemUserId, assetId),
                        Name = was?.Name ?? r.Name,
                        Role = was?.Role ?? r.Role,
                    };
                }),
            ]
        );
    }

    private async Task<ILookup<long, (string Name, string Role)>> ThenAsync(
        List<AssetReacher> rows,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var ids = rows.ConvertAll(r => r.SystemUserId);
        return (
            await db
                .SystemUserVersions.At(at)
                .Where(v => ids.Contains(v.SystemUserId))
                .Select(v => new
                {
                    v.SystemUserId,
                    v.Name,
                    v.Role,
                })
                .ToListAsync(cancellationToken)
        ).ToLookup(v => v.SystemUserId, v => (v.Name, v.Role));
    }

    private IQueryable<AssetReacher> Rows(IQueryable<SeenGrant> seen) =>
        from g in seen
        join s in db.SystemUsers on g.SystemUserId equals s.Id
        orderby s.NameKey, s.Id, g.Id
        select new AssetReacher(
            s.Id,
            s.Name,
            s.Role,
            g.Tasks,
            g.ValidFrom,
            g.NotBefore,
            g.ChangedByName,
            g.ChangedAt,
            g.ValidTo,
            g.EndedByName,
            g.EndedAt
        );

    private async Task<IReadOnlyList<AssetSharing>> SharesAsync(
        long assetId,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    ) =>
        await (
            from s in db.PartnerShares.At(at)
            join p in db.Partners on s.PartnerId equals p.Id
            where s.AssetId == assetId
            orderby p.NameKey, p.Id
            select new AssetSharing(p.Id, p.Name, p.Relation, s.Tasks, s.ValidFrom, s.NotBefore)
        ).ToListAsync(cancellationToken);

    private async Task<FirstOf<AssetPlace>> HoldsAsync(
        Asset asset,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        if (asset.Kind != AssetKind.AssetGroup)
            return new FirstOf<AssetPlace>(0, []);
        var held = db.GroupedAssets.At(at).Where(g => g.GroupId == asset.Id);
        var rows = await (
            from g in held
            join a in db.Assets on g.AssetId equals a.Id
            orderby a.NameKey, a.Id
            select new AssetPlace(a.Id, a.Kind, a.Name, g.ValidFrom, g.NotBefore)
        )
            .Take(Shown)
            .ToListAsync(cancellationToken);
        return new FirstOf<AssetPlace>(await held.CountAsync(cancellationToken), rows);
    }

    /// <summary>The latest end first.</summary>
    private async Task<Page<AssetReacher>> BeforeAsync(long assetId, string? after, CancellationToken cancellationToken)
    {
        var closed = db.SeenGrants.AsNoTracking().Where(g => g.AssetId == assetId && g.ValidTo != null);
        if (
            Cursor.Parse(after) is { Keys: [var key], Id: var id }
            && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
        )
        {
            var until = new DateTimeOffset(ticks, TimeSpan.Zero);
            closed = closed.Where(g => g.ValidTo < until || (g.ValidTo == until && g.Id < id));
        }

        var ends = await closed
            .OrderByDescending(g => g.ValidTo)
            .ThenByDescending(g => g.Id)
            .Take(BeforeShown + 1)
            .Select(g => new { g.Id, ValidTo = g.ValidTo!.Value })
            .ToListAsync(cancellationToken);
        var page = Page<long>.Of(
            ends.ConvertAll(e => e.Id),
            BeforeShown,
            last =>
            {
                var until = ends.Single(e => e.Id == last).ValidTo;
                return new Cursor([until.UtcTicks.ToString(CultureInfo.InvariantCulture)], last);
            }
        );
        var rows = await Rows(db.SeenGrants.AsNoTracking().Where(g => page.Rows.Contains(g.Id)))
            .ToListAsync(cancellationToken);
        return new Page<AssetReacher>([.. rows.OrderByDescending(r => r.Until)], page.Next);
    }
}
