using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>A portfolio of the sandbox, with all that connecting asks for. There is none without the sandbox.</summary>
public sealed record DemoPortfolio(
    string Name,
    string BusinessId,
    string AppId,
    AccessTier Tier,
    string ControlTokenSecret,
    string AppSecretSecret
)
{
    public static readonly IReadOnlyList<DemoPortfolio> All =
    [
        new(
            "Northwind Retail",
            "1200000000000001",
            "1300000000000001",
            AccessTier.Full,
            "northwind-control-token",
            "northwind-app-secret"
        ),
        new(
            "Contoso Media",
            "1200000000000002",
            "1300000000000002",
            AccessTier.Limited,
            "contoso-control-token",
            "contoso-app-secret"
        ),
    ];

    public ConnectPortfolioRequest ToRequest(Guid requestKey) =>
        new()
        {
            Act = new ActRequest(requestKey, "Demo", null),
            BusinessId = BusinessId,
            AppId = AppId,
            ControlTokenSecret = ControlTokenSecret,
            AppSecretSecret = AppSecretSecret,
            Tier = Tier,
            Mode = PortfolioMode.ObserveAndAct,
        };
}
