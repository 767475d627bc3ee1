using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.SystemUsers;

/// <summary>The history of a name, a role, an owner that we changed: the version that was open ends where the next begins.</summary>
internal static class SystemUserHistory
{
    public static async Task RecordAsync(
        AppDb db,
        SystemUser systemUser,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var open in await db
                .SystemUserVersions.Where(v => v.SystemUserId == systemUser.Id && v.ValidTo == null)
                .ToListAsync(cancellationToken)
        )
            open.ValidTo = at;
        db.SystemUserVersions.Add(
            new SystemUserVersion
            {
                PortfolioId = systemUser.PortfolioId,
                SystemUser = systemUser,
                Name = systemUser.Name,
                Role = systemUser.Role,
                OwnerId = systemUser.OwnerId,
                ValidFrom = at,
                NotBefore = at,
            }
        );
    }
}
