using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Reviews;

namespace SystemUserManager.Web.Pages.Reviews;

/// <summary>What is due, and what was signed.</summary>
public sealed class IndexModel(ReviewQueries reviews, PortfolioQueries portfolios, LabelQueries labels) : PageModel
{
    public const int DueShown = 20;

    [BindProperty(SupportsGet = true)]
    public long? PortfolioId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Label { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool AllDue { get; set; }

    [BindProperty(SupportsGet = true, Name = Shared.Pager.Parameter)]
    public string? After { get; set; }

    public IReadOnlyList<DueReview> Due { get; private set; } = [];

    public Page<ReviewRow> Rows { get; private set; } = new([], null);

    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    public IReadOnlyList<LabelRow> Labels { get; private set; } = [];

    public bool IsFiltered => PortfolioId is not null || !string.IsNullOrWhiteSpace(Label);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Due = await reviews.DueAsync(cancellationToken);
        Rows = await reviews.ListAsync(PortfolioId, Label, After, cancellationToken);
        Portfolios = await portfolios.OptionsAsync(cancellationToken);
        Labels = await labels.AllAsync(cancellationToken);
    }
}
