using MetaGraph.Assets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;

namespace SystemUserManager.Web.Pages.Assets;

[BindProperties(SupportsGet = true)]
public sealed class IndexModel(
    AssetListQueries assets,
    PortfolioQueries portfolios,
    LabelQueries labels,
    ReadStandingQueries standings
) : PageModel
{
    private const string All = "all";

    public string? Search { get; set; }

    public AssetKind? Kind { get; set; }

    public long? PortfolioId { get; set; }

    public string? Label { get; set; }

    public AssetSide? Side { get; set; }

    /// <summary>"Gone", "Dead" or "all"; empty: those that are there.</summary>
    public string? State { get; set; }

    /// <summary>"nobody": only those that no system user reaches.</summary>
    public string? Reached { get; set; }

    public string? After { get; set; }

    [BindNever]
    public Page<AssetRow> Rows { get; private set; } = new([], null);

    [BindNever]
    public int Count { get; private set; }

    [BindNever]
    public IReadOnlyList<PortfolioRow> Portfolios { get; private set; } = [];

    [BindNever]
    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    [BindNever]
    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    public bool IsFiltered => Filter != new AssetFilter { Presence = AssetPresence.There };

    private AssetFilter Filter =>
        new()
        {
            Search = string.IsNullOrWhiteSpace(Search) ? null : Search,
            Kind = Kind,
            PortfolioId = PortfolioId,
            Label = string.IsNullOrWhiteSpace(Label) ? null : Label,
            Side = Side,
            Presence = State switch
            {
                All => null,
                nameof(AssetPresence.Gone) => AssetPresence.Gone,
                nameof(AssetPresence.Dead) => AssetPresence.Dead,
                _ => AssetPresence.There,
            },
            ReachedByNobody = Reached == "nobody",
        };

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Portfolios = await portfolios.ListAsync(cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
        Rows = await assets.ListAsync(Filter, After, cancellationToken);
        Count = await assets.CountAsync(Filter, cancellationToken);
        Standing = await standings.FindAsync(ReadStandingQueries.OfAssets(Kind), PortfolioId, Label, cancellationToken);
    }
}
