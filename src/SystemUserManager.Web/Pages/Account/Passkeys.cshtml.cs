using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>One's own passkeys.</summary>
public sealed class PasskeysModel(
    Security.Passkeys passkeys,
    RenamePasskey renamePasskey,
    RemovePasskey removePasskey,
    MakeRecoveryCodes makeRecoveryCodes,
    SecondFactorQueries factors,
    PeopleQueries people,
    Security.SignIn signIn,
    CurrentUser user
) : PageModel
{
    [BindProperty, StringLength(AddPasskey.NameLength, ErrorMessage = "The name is too long.")]
    public string? Name { get; set; }

    public SecondFactors Factors { get; private set; } = new(false, 0, []);

    /// <summary>Just made, and shown by this answer alone.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnGetOptionsAsync(CancellationToken cancellationToken) =>
        await people.FindAsync(user.AccountId, cancellationToken) is { } account
            ? Content(await passkeys.AskForNewAsync(account), "application/json")
            : NotFound();

    public async Task<IActionResult> OnPostAddAsync(string? credential, CancellationToken cancellationToken) =>
        ModelState.IsValid
            ? await ToldAsync(
                await passkeys.AddAsync(credential, Name, cancellationToken),
                "The passkey was added.",
                cancellationToken
            )
            : await ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostRenameAsync(string? id, CancellationToken cancellationToken) =>
        await ToldAsync(
            await renamePasskey.RunAsync(id ?? "", Name, cancellationToken),
            "The passkey was renamed.",
            cancellationToken
        );

    public async Task<IActionResult> OnPostRemoveAsync(string? id, CancellationToken cancellationToken) =>
        await ToldAsync(
            await removePasskey.RunAsync(id ?? "", cancellationToken),
            "The passkey was removed. Take it off your device too. Your other sessions were ended.",
            cancellationToken
        );

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken cancellationToken)
    {
        var result = await makeRecoveryCodes.RunAsync(cancellationToken);
        if (result.Succeeded)
            RecoveryCodes = result.Value.RecoveryCodes;
        else
            this.Show(result.Problems, prefix: "");
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ToldAsync(
        Result<SystemUserManager.People.Account> result,
        string message,
        CancellationToken cancellationToken
    )
    {
        if (!result.Succeeded)
        {
            this.Show(result.Problems, prefix: "");
            return await ShowAsync(cancellationToken);
        }
        await signIn.RenewAsync(result.Value);
        TempData["Message"] = message;
        return RedirectToPage();
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Factors = await factors.OfAsync(user.AccountId, cancellationToken) ?? Factors;
        return Page();
    }
}
