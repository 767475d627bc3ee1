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
        systemUser.OwnerId = ownerId;
        await SystemUserHistory.RecordAsync(db, systemUser, at, cancellationToken);
    }
}
