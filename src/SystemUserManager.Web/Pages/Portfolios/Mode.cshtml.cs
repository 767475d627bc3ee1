using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class ModeModel(PortfolioQueries portfolios, ChangeMode changeMode, CurrentUser user)
    : PortfolioPage(portfolios)
{
    [BindProperty]
    public ModeInput Input { get; set; } = new();

    public PortfolioMode Other =>
        Portfolio.Mode == PortfolioMode.ObserveOnly ? PortfolioMode.ObserveAndAct : PortfolioMode.ObserveOnly;

    /// <summary>null: this user may.</summary>
    public string? WhyNot =>
        user.May(Role.Administrator, Portfolio.Id) ? null : "An administrator of this portfolio can switch it.";

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await changeMode.RunAsync(new(Input.ToAct(), id, Input.Mode), cancellationToken);
        if (result.Succeeded)
        {
            TempData["Message"] = $"{result.Value.Name} is on {StateWords.Of(result.Value.Mode).Text} now.";
            return RedirectToPage("/Portfolios/Details", new { id });
        }
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    public sealed class ModeInput : ActInput
    {
        public PortfolioMode Mode { get; set; }
    }
}
