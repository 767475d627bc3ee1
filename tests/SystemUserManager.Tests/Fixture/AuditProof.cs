using SystemUserManager.Audit;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Fixture;

/// <summary>The audit log's chain is whole.</summary>
internal static class AuditProof
{
    public static async Task<IReadOnlyList<AuditEvent>> HoldsAsync(World world)
    {
        await using var db = world.OpenDatabase();
        return await AuditChainProof.HoldsAsync(db);
    }
}
