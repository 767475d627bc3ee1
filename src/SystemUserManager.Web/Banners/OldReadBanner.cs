using SystemUserManager.Portfolios;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>Portfolios whose last complete read is a day old: Meta may hold something else by now.</summary>
internal sealed class OldReadBanner(PortfolioQueries portfolios) : IBannerSource
{
    public async Task<Banner?> FindAsync(CancellationToken cancellation) =>
        await portfolios.ReadLongAgoAsync(cancellation) switch
        {
            [] => null,
            [var one] => new Banner(
                $"{one.Name} was read to its end {When(one)}. What is shown of it may not be so any more.",
                Tone.Warning,
                "Open it",
                $"/Portfolios/{one.Id}"
            ),
            var several => new Banner(
                $"{several.Count} portfolios weren't read to their end for a day: {string.Join(", ", several.Take(3).Select(p => p.Name))}{(several.Count > 3 ? ", …" : "")}. What is shown of them may not be so any more.",
                Tone.Warning,
                "Open them",
                "/Portfolios"
            ),
        };

    private static string When(OldRead portfolio) =>
        portfolio.LastReadAt is { } at ? $"last on {TimeWords.Minute(at)}" : "never";
}
