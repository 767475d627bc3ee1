using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>The second step of a sign-in. Without the first one it leads back to it.</summary>
public sealed class SignInCodeModel(Security.SignIn signIn, SecondFactorQueries factors) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>A recovery code is asked for, in place of the generator's.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Recovery { get; set; }

    [BindProperty]
    public InputModel Input { get; set; } = new();

    public SecondFactors Factors { get; private set; } = new(false, 0, []);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(cancellationToken);
        var result = await signIn.GoOnWithCodeAsync(Input.Code, Recovery, cancellationToken);
        if (result.Succeeded)
            return this.GoOnTo(ReturnUrl);
        this.Show(result.Problems);
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (
            await signIn.HalfSignedInAsync() is not { } id
            || await factors.OfSignInAsync(id, cancellationToken) is not { } found
        )
            return RedirectToPage("/Account/SignIn", new { ReturnUrl });
        Factors = found;
        return Page();
    }

    public sealed class InputModel
    {
        [Required(ErrorMessage = "The code is missing."), StringLength(50, ErrorMessage = "The code is too long.")]
        public string Code { get; set; } = "";
    }
}
