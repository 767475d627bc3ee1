using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;

namespace SystemUserManager.Web.Pages.Partners;

public sealed class IndexModel(
    PartnerQueries partners,
    PortfolioQueries portfolios,
    LabelQueries labels,
    ReadStandingQueries standings,
    CurrentUser user
) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "shown")]
    public PartnersShown Shown { get; set; }

    [BindProperty(SupportsGet = true, Name = "relation")]
    public PartnerRelation? Relation { get; set; }

    [BindProperty(SupportsGet = true, Name = "portfolio")]
    public long? PortfolioId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Label { get; set; }

    [BindProperty(SupportsGet = true, Name = Shared.Pager.Parameter)]
    public string? After { get; set; }

    public Page<PartnerRow> Rows { get; private set; } = new([], null);

    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    public bool IsFiltered =>
        Shown != PartnersShown.There
        || Relation is not null
        || PortfolioId is not null
        || !string.IsNullOrWhiteSpace(Label);

    public bool MayConnect => user.MayEverywhere(Role.Administrator);

    public static string Words(PartnersShown shown) =>
        shown switch
        {
            PartnersShown.There => "All that are there",
            PartnersShown.Unknown => "Unknown",
            PartnersShown.PastEnd => "Past their end",
            _ => "Gone",
        };

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Rows = await partners.ListAsync(
            new PartnerFilter(Shown, Relation, PortfolioId, Label),
            After,
            cancellationToken
        );
        Labels = await labels.AllAsync(cancellationToken);
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Standing = await standings.FindAsync(ReadStandingQueries.OfPartners, PortfolioId, Label, cancellationToken);
    }
}
