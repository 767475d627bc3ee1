using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Web.Hosting;
using SystemUserManager.Web.Pages.Shared;
using SystemUserManager.Web.Security;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>
/// Comes between when something needs a fresh proof (see <see cref="FreshSignInMiddleware"/>): at its own address before
/// a page is opened, or under the address of a form that was sent.
/// </summary>
public sealed class ProveModel(
    ProveAgain proveAgain,
    Passkeys passkeys,
    SecondFactorQueries factors,
    IdentityProvider provider,
    SignInOptions options,
    TimeProvider time,
    CurrentUser user
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>A form that waits, encrypted; null: a page is only opened afterwards.</summary>
    [BindProperty]
    public string? Kept { get; set; }

    [BindProperty, StringLength(256, ErrorMessage = "The password is too long.")]
    public string? Password { get; set; }

    [BindProperty, StringLength(50, ErrorMessage = "The code is too long.")]
    public string? Code { get; set; }

    public SecondFactors Factors { get; private set; } = new(false, 0, []);

    /// <summary>The session began there, so a proof comes from there too. null: it began here.</summary>
    public string? Provider => provider.NameOf(user.Session);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (HttpContext.Items[typeof(WaitingForm)] is WaitingForm waiting)
            (ReturnUrl, Kept) = (waiting.Address, waiting.Kept);
        return ShowAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        ModelState.IsValid
            ? await GoOnAsync(await proveAgain.WithPasswordAsync(Password ?? "", cancellationToken), cancellationToken)
            : await ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostCodeAsync(CancellationToken cancellationToken) =>
        ModelState.IsValid
            ? await GoOnAsync(await proveAgain.WithCodeAsync(Code ?? "", cancellationToken), cancellationToken)
            : await ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken cancellationToken)
    {
        var verified = await passkeys.VerifyAsync(credential, cancellationToken);
        return await GoOnAsync(
            verified.Succeeded ? await proveAgain.WithPasskeyAsync(verified.Value.Id, cancellationToken) : verified,
            cancellationToken
        );
    }

    /// <summary>After a proof in another tab: what waits here goes on.</summary>
    public async Task<IActionResult> OnPostProvedAsync(CancellationToken cancellationToken)
    {
        if (user.Session is { } session && time.GetUtcNow() - session.ProvedAt < options.FreshFor)
            return GoOn();
        ModelState.AddModelError("", $"You have not proved it through {provider.Name} yet. Nothing was sent on.");
        return await ShowAsync(cancellationToken);
    }

    /// <summary>With status 307 the browser sends the same fields on: what is kept among them, for the page it was typed for.</summary>
    private IActionResult GoOn() =>
        Kept is not null && Url.IsLocalUrl(ReturnUrl) ? LocalRedirectPreserveMethod(ReturnUrl) : this.GoOnTo(ReturnUrl);

    private async Task<IActionResult> GoOnAsync(
        Result<SystemUserManager.People.Account> proof,
        CancellationToken cancellationToken
    )
    {
        if (proof.Succeeded)
            return GoOn();
        this.Show(proof.Problems, prefix: "");
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Factors = await factors.OfAsync(user.AccountId, cancellationToken) ?? Factors;
        return Page();
    }
}
