using System.Globalization;
using SystemUserManager.Audit;

namespace SystemUserManager.Portfolios;

/// <summary>The audit records of portfolios.</summary>
internal static class PortfolioAudit
{
    public static AuditRecord Entered(Portfolio portfolio) =>
        About(portfolio, "Enter portfolio") with
        {
            After =
                $"business {portfolio.BusinessId}; app {portfolio.AppId}; secrets {portfolio.ControlTokenSecret}, {portfolio.AppSecretSecret}; {portfolio.Mode}; tier {portfolio.Tier}",
        };

    public static AuditRecord ModeChanged(Portfolio portfolio, PortfolioMode before, string reason) =>
        About(portfolio, "Change mode") with
        {
            Before = before.ToString(),
            After = portfolio.Mode.ToString(),
            Reason = reason,
        };

    private static AuditRecord About(Portfolio portfolio, string action) =>
        new()
        {
            Action = action,
            Outcome = AuditOutcome.Succeeded,
            ObjectType = "Portfolio",
            ObjectId = () => portfolio.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = portfolio.Name,
            PortfolioId = () => portfolio.Id,
        };
}
