using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;
using SystemUserManager.Web.Security;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>The way to the identity provider and back. It is shown only where something went wrong on it.</summary>
public sealed class SignInProviderModel(
    IdentityProvider provider,
    ProviderAnswer answer,
    SignInThroughProvider signInThroughProvider,
    ProveAgain proveAgain,
    Security.SignIn signIn
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Somebody who is signed in proves it anew.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Prove { get; set; }

    /// <summary>It was proved in a tab of its own: the other one goes on.</summary>
    public bool IsProved { get; private set; }

    public IdentityProvider Provider => provider;

    public IActionResult OnGet() =>
        provider.IsOn
            ? Challenge(
                IdentityProviderSetup.Journey(
                    Url.Page("/Account/SignInProvider", "Return", new { ReturnUrl, Prove }),
                    anew: Prove
                ),
                IdentityProviderSetup.Scheme
            )
            : NotFound();

    public async Task<IActionResult> OnGetReturnAsync(CancellationToken cancellationToken)
    {
        if (await answer.TakeAsync() is not var (person, signedInAt))
            return RedirectToPage("/Account/SignIn", new { ReturnUrl });
        var result = Prove
            ? await proveAgain.WithProviderAsync(person.Issuer, person.Subject, signedInAt, cancellationToken)
            : await signInThroughProvider.RunAsync(person, cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems, prefix: "");
            return Page();
        }
        if (!Prove)
            await signIn.StartFromProviderAsync(result.Value, signedInAt, cancellationToken);
        IsProved = Prove && ReturnUrl is null;
        return IsProved ? Page() : this.GoOnTo(ReturnUrl);
    }

    public IActionResult OnGetFailed()
    {
        if (!provider.IsOn)
            return NotFound();
        ModelState.AddModelError(
            "",
            $"{provider.Name} did not sign you in, or its answer came too late. Nobody was signed in. Try again."
        );
        return Page();
    }
}
