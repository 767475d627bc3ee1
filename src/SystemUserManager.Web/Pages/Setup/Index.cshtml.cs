using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Setup;

/// <summary>Not there any more once there is an account.</summary>
public sealed class IndexModel(SetUpFirstAdministrator setUp, Security.SignIn signIn) : PageModel
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await setUp.IsNeededAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await setUp.IsNeededAsync(cancellationToken))
            return NotFound();
        if (!ModelState.IsValid)
            return Page();
        var result = await setUp.WithCodeAsync(
            Input.Code,
            new(Input.Name, Input.Email, Input.Password),
            cancellationToken
        );
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return Page();
        }
        await signIn.StartAsync(result.Value, SessionMethods.Password, cancellationToken);
        TempData["Message"] = "You are the first administrator.";
        return RedirectToPage("/Index");
    }

    public sealed class InputModel : NewPasswordInput
    {
        [Required(ErrorMessage = "The code is missing."), StringLength(40, ErrorMessage = "This is not a code.")]
        public string Code { get; set; } = "";

        [Required(ErrorMessage = "Your name is missing."), StringLength(200, ErrorMessage = "The name is too long.")]
        public string Name { get; set; } = "";

        [
            Required(ErrorMessage = "Your e-mail is missing."),
            StringLength(256, ErrorMessage = "The e-mail is too long.")
        ]
        public string Email { get; set; } = "";
    }
}
