using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class SecretsModel(PortfolioQueries portfolios, CheckSecrets check, CurrentUser user)
    : PortfolioPage(portfolios)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>null: this user may.</summary>
    public string? WhyNot =>
        user.May(Role.Administrator, Portfolio.Id)
            ? PortfolioRules.WhyItCannotBeRead(Portfolio)
            : "An administrator of this portfolio does that.";

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var request = new CheckSecretsRequest(Input.ToAct(), id, Input.NamePattern, Input.TagName, Input.TagValue);
        var result = await check.AskAsync(request, cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/Operations/{result.Value}");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    public sealed class InputModel : ActInput
    {
        public string? NamePattern { get; set; }

        public string? TagName { get; set; }

        public string? TagValue { get; set; }
    }
}
