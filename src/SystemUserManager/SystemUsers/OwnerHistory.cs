using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.SystemUsers;

/// <summary>Changes who answers for a system user, and keeps who did before. The caller audits and saves.</summary>
internal static class OwnerHistory
{
    public static async Task ChangeAsync(
        AppDb db,
        SystemUser systemUser,
        long? ownerId,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        if (systemUser.OwnerId == ownerId)
            return;
        foreach (
            var open in await db
                .SystemUserVersions.Where(v => v.SystemUserId == systemUser.Id && v.ValidTo == null)
                .ToListAsync(cancellationToken)
        )
            open.ValidTo = at;
        systemUser.OwnerId = ownerId;
        db.SystemUserVersions.Add(
            new SystemUserVersion
            {
                PortfolioId = systemUser.PortfolioId,
                SystemUser = systemUser,
                Name = systemUser.Name,
                Role = systemUser.Role,
                OwnerId = ownerId,
                ValidFrom = at,
                NotBefore = at,
            }
        );
    }
}
