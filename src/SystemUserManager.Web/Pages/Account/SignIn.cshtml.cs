using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;
using SystemUserManager.Web.Security;

namespace SystemUserManager.Web.Pages.Account;

public sealed class SignInModel(
    Security.SignIn signIn,
    Passkeys passkeys,
    CurrentUser user,
    IdentityProvider provider,
    SetUpFirstAdministrator setUp
) : PageModel
{
    /// <summary>Where to go on afterwards. Only paths of this site are followed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IdentityProvider Provider => provider;

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (user.IsSignedIn)
            return this.GoOnTo(ReturnUrl);
        return await setUp.IsNeededAsync(cancellationToken) ? RedirectToPage("/Setup/Index") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return Page();
        var result = await signIn.RunAsync(Input.Email, Input.Password, cancellationToken);
        if (result.Succeeded)
            return result.Value == SignInStep.Done
                ? this.GoOnTo(ReturnUrl)
                : RedirectToPage("/Account/SignInCode", new { ReturnUrl });
        this.Show(result.Problems);
        return Page();
    }

    /// <summary>What the script asks the browser, on every page that takes a passkey.</summary>
    public async Task<IActionResult> OnGetPasskeyOptionsAsync() =>
        Content(await passkeys.AskAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        var result = await passkeys.VerifyAsync(credential, cancellationToken);
        if (result.Succeeded)
        {
            await signIn.StartAsync(result.Value, SessionMethods.Passkey, cancellationToken);
            return this.GoOnTo(ReturnUrl);
        }
        this.Show(result.Problems);
        return Page();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "The e-mail is missing."), StringLength(256, ErrorMessage = "The e-mail is too long.")]
        public string Email { get; set; } = "";

        [
            Required(ErrorMessage = "The password is missing."),
            StringLength(256, ErrorMessage = "The password is too long.")
        ]
        public string Password { get; set; } = "";
    }
}
