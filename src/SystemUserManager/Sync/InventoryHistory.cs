using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using MetaSystemUser = MetaGraph.SystemUsers.SystemUser;

namespace SystemUserManager.Sync;

/// <summary>Turns a complete read of assets or of system users into rows and their history. What is the same writes nothing.</summary>
internal static class InventoryHistory
{
    public static async Task RecordAssetsAsync(
        AppDb db,
        long portfolioId,
        AssetKind kind,
        List<Asset> seen,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var known = await db
            .Assets.Where(a => a.PortfolioId == portfolioId && a.Kind == kind)
            .ToDictionaryAsync(a => a.GraphId, cancellationToken);
        foreach (var asset in seen.DistinctBy(a => a.Id))
        {
            if (!known.Remove(asset.Id.Value, out var record))
            {
                record = new Assets.Asset
                {
                    PortfolioId = portfolioId,
                    Kind = kind,
                    GraphId = asset.Id.Value,
                    Name = asset.Name,
                    FirstSeenAt = at,
                };
                db.Assets.Add(record);
            }

            record.Name = asset.Name.Length > 0 ? asset.Name : asset.Id.Value;
            record.NameKey = SortKey.Of(record.Name);
            record.IsOwned = asset.Ownership == AssetOwnership.Owned;
            record.OwnerBusinessId = asset.OwnerBusiness?.Id.Value;
            record.OwnerBusinessName = asset.OwnerBusiness?.Name;
            record.GoneAt = null;
        }

        foreach (var gone in known.Values.Where(a => a.GoneAt is null))
            gone.GoneAt = at;
    }

    /// <returns>The records of what was seen, by Meta's id.</returns>
    public static async Task<Dictionary<string, SystemUser>> RecordSystemUsersAsync(
        AppDb db,
        PortfolioSession session,
        IReadOnlyList<MetaSystemUser> seen,
        DateTimeOffset at,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    )
    {
        var known = await db
            .SystemUsers.Where(s => s.PortfolioId == session.PortfolioId && s.AppId == session.AppId.Value)
            .ToDictionaryAsync(s => s.GraphId, cancellationToken);
        var records = new Dictionary<string, SystemUser>();
        foreach (var user in seen.DistinctBy(u => u.Id))
        {
            if (!known.Remove(user.Id.Value, out var record))
                db.SystemUsers.Add(record = Found(session, user, at));
            var isSame =
                record.Id != 0
                && record.Name == user.Name
                && record.Role == user.Role.Value
                && record.VanishedAt is null;
            if (!isSame)
                await OpenVersionAsync(db, record, user, at, notBefore, cancellationToken);
            record.MetaCreatedAt ??= user.CreatedTime;
            record.MetaCreatedBy ??= user.CreatedBy?.Name;
            records[user.Id.Value] = record;
        }

        foreach (var gone in known.Values.Where(s => s.VanishedAt is null))
        {
            gone.VanishedAt = at;
            await CloseVersionAsync(db, gone, at, cancellationToken);
        }

        return records;
    }

    private static SystemUser Found(PortfolioSession session, MetaSystemUser user, DateTimeOffset at) =>
        new()
        {
            PortfolioId = session.PortfolioId,
            AppId = session.AppId.Value,
            GraphId = user.Id.Value,
            Name = user.Name,
            Role = user.Role.Value,
            Origin = SystemUserOrigin.Found,
            FirstSeenAt = at,
        };

    private static async Task OpenVersionAsync(
        AppDb db,
        SystemUser record,
        MetaSystemUser user,
        DateTimeOffset at,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    )
    {
        if (record.Id != 0)
            await CloseVersionAsync(db, record, at, cancellationToken);
        record.Rename(user.Name);
        record.Role = user.Role.Value;
        record.VanishedAt = null;
        db.SystemUserVersions.Add(
            new SystemUserVersion
            {
                PortfolioId = record.PortfolioId,
                SystemUser = record,
                Name = record.Name,
                Role = record.Role,
                OwnerId = record.OwnerId,
                ValidFrom = at,
                NotBefore = notBefore,
            }
        );
    }

    private static async Task CloseVersionAsync(
        AppDb db,
        SystemUser record,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var open in await db
                .SystemUserVersions.Where(v => v.SystemUserId == record.Id && v.ValidTo == null)
                .ToListAsync(cancellationToken)
        )
            open.ValidTo = at;
    }
}
