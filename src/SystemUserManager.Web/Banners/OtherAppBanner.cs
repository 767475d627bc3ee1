using SystemUserManager.Apps;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>Other apps of portfolios that don't work any more, or whose control token ends before long and wasn't renewed.</summary>
internal sealed class OtherAppBanner(PortfolioAppQueries apps) : IBannerSource
{
    public async Task<Banner?> FindAsync(CancellationToken cancellation) =>
        await apps.InTroubleAsync(cancellation) switch
        {
            [] => null,
            [{ NoAccessSince: null, RenewalId: { } renewal } one] when RenewalWords.WasInVain(one.Renewal, one.Mode) =>
                new Banner(InWords(one), Tone.Warning, "See what is wrong", $"/Operations/{renewal}"),
            [var one] => new Banner(InWords(one), ToneOf(one), "Open it", $"/Apps/{one.Id}"),
            var several => new Banner(
                $"Other apps: {string.Join(" ", several.Select(InWords))}",
                several.Max(ToneOf),
                "Open the portfolios",
                "/Portfolios"
            ),
        };

    private static Tone ToneOf(AppInTrouble app) => app.NoAccessSince is null ? Tone.Warning : Tone.Bad;

    private static string InWords(AppInTrouble app) =>
        app.NoAccessSince is { } since
            ? $"{app.Name} of {app.Portfolio}: no access since {TimeWords.Minute(since)}. Nothing is read or done through it."
            : $"The control token for {app.Name} of {app.Portfolio} ends on {app.EndsAt:yyyy-MM-dd}; after that nothing is read or done through it. {Renewal(app)}";

    private static string Renewal(AppInTrouble app) =>
        RenewalWords.WasInVain(app.Renewal, app.Mode) ? RenewalWords.InVain
        : app.IsJoined ? RenewalWords.WhatIsDone(app.Mode)
        : "It isn't renewed by itself until somebody says which system user it is of.";
}
