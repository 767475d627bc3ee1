using System.Globalization;
using SystemUserManager.Audit;

namespace SystemUserManager.SystemUsers;

/// <summary>The audit records of what is said of system users here, without an operation at Meta.</summary>
internal static class SystemUserAudit
{
    public static AuditRecord About(SystemUser systemUser, string action) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.SystemUser,
            ObjectId = () => systemUser.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = systemUser.Name,
            PortfolioId = () => systemUser.PortfolioId,
        };
}
