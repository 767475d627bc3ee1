using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>The form of <see cref="ConnectModel"/>. What the values must be like is for the act to say.</summary>
public sealed class ConnectInput : ActInput
{
    public string? BusinessId { get; set; }

    public string? AppId { get; set; }

    public string? ControlTokenSecret { get; set; }

    public string? AppSecretSecret { get; set; }

    public AccessTier Tier { get; set; }

    public PortfolioMode Mode { get; set; }

    /// <summary>Empty: the vault of the settings.</summary>
    public string? VaultUri { get; set; }

    /// <summary>One a line, or commas between them.</summary>
    public string? Labels { get; set; }

    /// <summary>The values of an earlier try, to be put right.</summary>
    public void Take(Portfolio earlier)
    {
        BusinessId = earlier.BusinessId;
        AppId = earlier.AppId;
        ControlTokenSecret = earlier.ControlTokenSecret;
        AppSecretSecret = earlier.AppSecretSecret;
        Tier = earlier.Tier;
        Mode = earlier.Mode;
        VaultUri = earlier.VaultUri;
    }

    public ConnectPortfolioRequest ToRequest() =>
        new()
        {
            Act = ToAct(),
            BusinessId = BusinessId ?? "",
            AppId = AppId ?? "",
            ControlTokenSecret = ControlTokenSecret ?? "",
            AppSecretSecret = AppSecretSecret ?? "",
            Tier = Tier,
            Mode = Mode,
            VaultUri = VaultUri,
            Labels = PortfolioLabels.Split(Labels),
        };
}
