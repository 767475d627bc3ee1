using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Banners;

/// <summary>What is said of a control token's renewal, whichever app it is for.</summary>
internal static class RenewalWords
{
    public const string InVain = "It could not be renewed by itself yet.";

    /// <summary>What failed before somebody switched to Observe only isn't what is to be done now.</summary>
    /// <param name="renewal">The last one; null: there was none.</param>
    public static bool WasInVain(OperationState? renewal, PortfolioMode mode) =>
        renewal == OperationState.NeedsAttention
        || (renewal == OperationState.Failed && mode != PortfolioMode.ObserveOnly);

    public static string WhatIsDone(PortfolioMode mode) =>
        mode == PortfolioMode.ObserveOnly
            ? "Under Observe only it isn't renewed by itself: switch to Observe and act, or replace it."
            : "It is renewed by itself.";
}
