using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>The worst first; the filters stand in the address.</summary>
[BindProperties(SupportsGet = true)]
public sealed class IndexModel(PortfolioListQueries portfolios, LabelQueries labels, CurrentUser user) : PageModel
{
    public string? Search { get; set; }

    public string? Label { get; set; }

    public PortfolioState? State { get; set; }

    public PortfolioMode? Mode { get; set; }

    public string? After { get; set; }

    [BindNever]
    public Page<PortfolioRow> Rows { get; private set; } = new([], null);

    [BindNever]
    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public bool IsFiltered =>
        !string.IsNullOrWhiteSpace(Search)
        || !string.IsNullOrWhiteSpace(Label)
        || State is not null
        || Mode is not null
        || After is not null;

    public bool HasAny => Rows.Rows.Count > 0 || IsFiltered;

    /// <summary>null: this user may.</summary>
    public string? WhyNotConnect =>
        user.MayEverywhere(Role.Administrator) ? null : "Only an administrator of all portfolios can connect one.";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Labels = await labels.AllAsync(cancellationToken);
        Rows = await portfolios.WorstFirstAsync(
            new PortfolioFilter
            {
                Search = Search,
                Label = Label,
                State = State,
                Mode = Mode,
            },
            After,
            cancellationToken
        );
    }
}
