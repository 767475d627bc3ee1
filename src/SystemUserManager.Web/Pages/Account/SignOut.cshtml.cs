using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>Opened by its address it only asks; signing out is what the form does.</summary>
public sealed class SignOutModel(SignOutAccount signOut, Security.SignIn signIn) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await signOut.RunAsync(cancellationToken);
        await signIn.EndSessionAsync();
        return RedirectToPage("/Account/SignIn");
    }
}
