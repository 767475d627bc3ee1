using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class IndexModel(PortfolioQueries portfolios, CurrentUser user) : PageModel
{
    public IReadOnlyList<PortfolioRow> Rows { get; private set; } = [];

    /// <summary>null: this user may.</summary>
    public string? WhyNotConnect =>
        user.MayEverywhere(Role.Administrator) ? null : "Only an administrator of all portfolios can connect one.";

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await portfolios.ListAsync(cancellationToken);
}
