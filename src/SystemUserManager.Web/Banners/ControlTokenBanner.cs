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
            [{ RenewalId: { } renewal } one] when RenewalWords.WasInVain(one.Renewal, one.Mode) => new Banner(
                $"{Ends(one)} {RenewalWords.InVain}",
                Tone.Warning,
                "See what is wrong",
                $"/Operations/{renewal}"
            ),
            [var one] => new Banner(
                $"{Ends(one)} {RenewalWords.WhatIsDone(one.Mode)}",
                Tone.Warning,
                "Open it",
                $"/Portfolios/{one.Id}"
            ),
            var several => new Banner(
                $"Control tokens end soon: {string.Join(", ", several.Select(p => $"{p.Name} on {p.EndsAt:yyyy-MM-dd}"))}. After that nothing of them is read.",
                Tone.Warning,
                "Open them",
                "/Portfolios"
            ),
        };

    private static string Ends(EndingControlToken portfolio) =>
        $"The control token of {portfolio.Name} ends on {portfolio.EndsAt:yyyy-MM-dd}; after that nothing is read or done.";
}
