namespace SystemUserManager.Portfolios;

/// <summary>What every act asks of its portfolio before it is written down.</summary>
public static class PortfolioRules
{
    /// <summary>A sentence on why nothing can be changed for it now; null: it can.</summary>
    public static string? WhyItCannotAct(Portfolio portfolio) =>
        WhyItCannotBeRead(portfolio)
        ?? (
            portfolio.Mode == PortfolioMode.ObserveOnly
                ? $"{portfolio.Name} is on Observe only. An administrator can switch it to Observe and act."
                : null
        );

    /// <summary>A sentence on why Meta and the vault can't even be read for it now; null: they can.</summary>
    public static string? WhyItCannotBeRead(Portfolio portfolio) =>
        portfolio switch
        {
            { State: PortfolioState.NoAccess } =>
                $"There is no access to {portfolio.Name} since {portfolio.NoAccessSince:yyyy-MM-dd HH:mm} UTC: {portfolio.NoAccessReason}",
            { DisconnectedAt: { } at } =>
                $"{portfolio.Name} is disconnected since {at:yyyy-MM-dd HH:mm} UTC: nothing has been read since, and nothing is done there. Connect it again first.",
            { State: not PortfolioState.Connected } =>
                $"{portfolio.Name} isn't connected yet. Finish connecting it first.",
            _ => null,
        };

    /// <summary>The sentence with which each act on the system user that this product acts through is refused.</summary>
    public const string ControlSystemUserIsProtected =
        "This tool acts through this system user. Replace the control token first.";
}
