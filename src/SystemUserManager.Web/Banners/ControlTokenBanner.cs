using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>Control tokens that end before long and weren't renewed: after that day nothing is read or done.</summary>
internal sealed class ControlTokenBanner(PortfolioQueries portfolios) : IBannerSource
{
    public async Task<Banner?> FindAsync(CancellationToken cancellation) =>
        await portfolios.EndingAsync(cancellation) switch
        {
            [] => null,
            [{ RenewalId: { } renewal } one] when WasInVain(one) => new Banner(
                $"{Ends(one)} It could not be renewed by itself yet.",
                Tone.Warning,
                "See what is wrong",
                $"/Operations/{renewal}"
            ),
            [var one] => new Banner($"{Ends(one)} {WhatIsDone(one)}", Tone.Warning, "Open it", $"/Portfolios/{one.Id}"),
            var several => new Banner(
                $"Control tokens end soon: {string.Join(", ", several.Select(p => $"{p.Name} on {p.EndsAt:yyyy-MM-dd}"))}. After that nothing of them is read.",
                Tone.Warning,
                "Open them",
                "/Portfolios"
            ),
        };

    /// <summary>What failed before somebody switched to Observe only isn't what is to be done now.</summary>
    private static bool WasInVain(EndingControlToken portfolio) =>
        portfolio.Renewal == OperationState.NeedsAttention
        || portfolio is { Renewal: OperationState.Failed, Mode: not PortfolioMode.ObserveOnly };

    private static string Ends(EndingControlToken portfolio) =>
        $"The control token of {portfolio.Name} ends on {portfolio.EndsAt:yyyy-MM-dd}; after that nothing is read or done.";

    private static string WhatIsDone(EndingControlToken portfolio) =>
        portfolio.Mode == PortfolioMode.ObserveOnly
            ? "Under Observe only it isn't renewed by itself: switch to Observe and act, or replace it."
            : "It is renewed by itself.";
}
