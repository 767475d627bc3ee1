using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class ControlTokenModel(PortfolioQueries portfolios, ReplaceControlToken replace, CurrentUser user)
    : PortfolioPage(portfolios)
{
    [BindProperty]
    public ControlTokenInput Input { get; set; } = new();

    /// <summary>null: this user may.</summary>
    public string? WhyNot =>
        !user.May(Role.Administrator, Portfolio.Id) ? "An administrator of this portfolio can replace it."
        : Portfolio.DisconnectedAt is not null ? PortfolioRules.WhyItCannotBeRead(Portfolio)
        : Portfolio.State is PortfolioState.Connecting or PortfolioState.NotConnected
            ? "It isn't connected yet. Finish connecting it first."
        : null;

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await replace.AskAsync(new(Input.ToAct(), id, Input.SecretName ?? ""), cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/Operations/{result.Value}");
        this.ForgetSecrets("Input.SecretName");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    public sealed class ControlTokenInput : ActInput
    {
        public string? SecretName { get; set; }
    }
}
