using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>A page about one portfolio: shows it, or that it isn't there.</summary>
public abstract class PortfolioPage(PortfolioQueries portfolios) : PageModel
{
    /// <summary>There whenever the page is shown.</summary>
    public PortfolioDetail Detail { get; private set; } = null!;

    public Portfolio Portfolio => Detail.Portfolio;

    public virtual Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, cancellationToken);

    protected async Task<IActionResult> ShowAsync(long id, CancellationToken cancellationToken)
    {
        if (await portfolios.FindAsync(id, cancellationToken) is not { } detail)
            return NotFound();
        Detail = detail;
        return Page();
    }
}
