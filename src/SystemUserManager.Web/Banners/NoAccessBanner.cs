using SystemUserManager.Portfolios;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>Portfolios that can't be read any more: what every page shows of them is as old as that.</summary>
internal sealed class NoAccessBanner(PortfolioQueries portfolios) : IBannerSource
{
    public async Task<Banner?> FindAsync(CancellationToken cancellation) =>
        await portfolios.LostAsync(cancellation) switch
        {
            [] => null,
            [var one] => new Banner(
                $"{one.Name}: no access since {Since(one)}: {one.Reason} Nothing has been read since.",
                Tone.Bad,
                "Open it",
                $"/Portfolios/{one.Id}"
            ),
            var several => new Banner(
                $"No access to {several.Count} portfolios: {string.Join(", ", several.Select(p => $"{p.Name} since {Since(p)}"))}. Nothing of them has been read since.",
                Tone.Bad,
                "Open them",
                "/Portfolios"
            ),
        };

    private static string Since(LostPortfolio portfolio) =>
        portfolio.Since is { } since ? TimeWords.Minute(since) : "some time";
}
