using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Account;

public sealed class ChangePasswordModel(ChangePassword changePassword, Security.SignIn signIn) : PageModel
{
    public bool MustChange => Security.SignIn.MustChangePassword(User);

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return Page();
        var result = await changePassword.RunAsync(new(Input.CurrentPassword, Input.Password), cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems);
            return Page();
        }
        await signIn.RenewAsync(result.Value);
        TempData["Message"] = "Your password was changed.";
        return RedirectToPage("/Account/Index");
    }

    public sealed class InputModel : NewPasswordInput
    {
        [Required(ErrorMessage = "The current password is missing.")]
        [StringLength(256, ErrorMessage = "The current password is too long.")]
        public string CurrentPassword { get; set; } = "";
    }
}
