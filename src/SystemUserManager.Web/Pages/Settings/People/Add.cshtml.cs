using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class AddModel(CreateAccount createAccount, PeopleQueries people, LabelQueries labels) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(cancellationToken);
        var result = await createAccount.RunAsync(
            new(Input.Name, Input.Email, Input.Password, Input.Roles.Choice(), Input.EndDate),
            cancellationToken
        );
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return await ShowAsync(cancellationToken);
        }
        TempData["Message"] = $"{result.Value.Name} can sign in now. Hand over the one-time password.";
        return RedirectToPage("/Settings/People/Details", new { id = result.Value.Id });
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        ViewData["Portfolios"] = await people.PortfoliosAsync(cancellationToken);
        ViewData["Labels"] = await labels.AllForRolesAsync(cancellationToken);
        return Page();
    }

    public sealed class InputModel : NewPasswordInput
    {
        [Required(ErrorMessage = "The name is missing."), StringLength(200, ErrorMessage = "The name is too long.")]
        public string Name { get; set; } = "";

        [Required(ErrorMessage = "The e-mail is missing."), StringLength(256, ErrorMessage = "The e-mail is too long.")]
        public string Email { get; set; } = "";

        /// <summary>null: no end.</summary>
        public DateOnly? EndDate { get; set; }

        public RolesInput Roles { get; set; } = new();
    }
}
