using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class RolesModel(PeopleQueries people, LabelQueries labels, ChangeRoles changeRoles) : AccountPage(people)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var page = await ShowWithPortfoliosAsync(id, cancellationToken);
        if (Row is not null)
            Input.Roles = RolesInput.Of(Row);
        return page;
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowWithPortfoliosAsync(id, cancellationToken);
        var result = await changeRoles.RunAsync(id, Input.Roles.Choice(), cancellationToken);
        if (result.Succeeded)
            return Told(id, $"The roles of {result.Value.Name} were changed.");
        this.Show(result.Problems);
        return await ShowWithPortfoliosAsync(id, cancellationToken);
    }

    private async Task<IActionResult> ShowWithPortfoliosAsync(long id, CancellationToken cancellationToken)
    {
        ViewData["Portfolios"] = await People.PortfoliosAsync(cancellationToken);
        ViewData["Labels"] = await labels.AllForRolesAsync(cancellationToken);
        return await ShowAsync(id, cancellationToken);
    }

    public sealed class InputModel
    {
        public RolesInput Roles { get; set; } = new();
    }
}
