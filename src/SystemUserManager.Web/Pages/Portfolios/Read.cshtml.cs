using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>Usually sent by the button on the portfolio's page; opened by its address it asks first.</summary>
public sealed class ReadModel(PortfolioQueries portfolios, ReadPortfolio readPortfolio, CurrentUser user)
    : PortfolioPage(portfolios)
{
    /// <summary>Reading is asked for so often, and harms so little, that nobody should have to make one up.</summary>
    public const string UsualReason = "Read again now";

    [BindProperty]
    public ActInput Input { get; set; } = new() { Reason = UsualReason };

    /// <summary>null: this user may.</summary>
    public string? WhyNot =>
        !user.May(Role.Offboarder, Portfolio.Id) ? "An offboarder or administrator of this portfolio can start one."
        : Portfolio.DisconnectedAt is not null ? PortfolioRules.WhyItCannotBeRead(Portfolio)
        : Portfolio.State is PortfolioState.Connecting or PortfolioState.NotConnected
            ? "It isn't connected yet. Finish connecting it first."
        : null;

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await readPortfolio.AskAsync(new(Input.ToAct(), id), cancellationToken);
        if (result.Succeeded)
            return RedirectToPage("/Operations/Details", new { id = result.Value });
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }
}
