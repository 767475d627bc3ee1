using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Assets;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Sync;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Assets;

/// <summary>One asset: who reaches it, through what, now or when a past day ended.</summary>
public sealed class DetailsModel(
    AssetReachQueries assets,
    KnownThenQueries knownThen,
    UnreadKindQueries unreadKinds,
    ReadStandingQueries standings,
    FindingQueries findings,
    TimeProvider time
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? AsOf { get; set; }

    /// <summary>Of the list of who reached it before.</summary>
    [BindProperty(SupportsGet = true, Name = Pager.Parameter)]
    public string? After { get; set; }

    public AssetDetail Detail { get; private set; } = null!;

    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];

    /// <summary>null: now.</summary>
    public DateOnly? Day { get; private set; }

    public KnownThen Known { get; private set; } = KnownThen.All;

    public IReadOnlyList<UnreadKind> UnreadKinds { get; private set; } = [];

    /// <summary>Of now, whatever the day: what the asset is isn't told of a past one.</summary>
    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    public KnownThenNote? Note => Day is { } day ? KnownThenNote.Of(Known, day, time.GetUtcNow()) : null;

    public string Today => AsOfDay.Today(time);

    /// <summary>Why nothing of a past day is shown; null: the day is one, or none was asked for.</summary>
    public string? WhyNoDay { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var asOf = AsOfDay.Of(AsOf, time.GetUtcNow());
        if (await assets.FindAsync(id, asOf.Day, After, cancellationToken) is not { } detail)
            return NotFound();
        (Detail, Day, WhyNoDay) = (detail, asOf.Day, asOf.Problem);
        if (WhyNoDay is not null)
            ModelState.AddModelError(nameof(AsOf), WhyNoDay);
        Findings = await findings.OfAssetAsync(id, cancellationToken);
        var filter = new GrantFilter
        {
            PortfolioId = detail.Asset.PortfolioId,
            Kind = detail.Asset.Kind,
            AsOf = Day,
        };
        Known = await knownThen.FindAsync(filter, cancellationToken);
        Standing = await standings.FindAsync(
            ReadStandingQueries.OfAsset(detail.Asset.Kind),
            detail.Asset.PortfolioId,
            label: null,
            cancellationToken
        );
        UnreadKinds = await unreadKinds.FindAsync(filter, cancellationToken);
        return Page();
    }
}
