using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QRCoder;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Web.Hosting;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Account;

/// <summary>
/// Codes of one's own. A key that isn't confirmed yet stands nowhere but in the page: as the QR code, and encrypted in
/// its form.
/// </summary>
public sealed class TwoFactorModel(
    SetUpTwoFactor setUp,
    MakeRecoveryCodes makeRecoveryCodes,
    TurnOffTwoFactor turnOff,
    SecondFactorQueries factors,
    Security.SignIn signIn,
    SignInOptions options,
    CurrentUser user,
    IDataProtectionProvider protection
) : PageModel
{
    private string _key = "";

    [BindProperty]
    public string? Protected { get; set; }

    [BindProperty, StringLength(50, ErrorMessage = "The code is too long.")]
    public string? Code { get; set; }

    [BindProperty, StringLength(256, ErrorMessage = "The password is too long.")]
    public string? Password { get; set; }

    public SecondFactors Factors { get; private set; } = new(false, 0, []);

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public bool IsRequired => options.RequireSecondFactor && !Factors.HasAny;

    public string KeyInGroups => string.Join(' ', _key.Chunk(4).Select(c => new string(c)));

    public string QrCode
    {
        get
        {
            using var data = QRCodeGenerator.GenerateQrCode(
                Totp.Address(_key, user.Name.Split('<')[^1].TrimEnd('>')),
                QRCodeGenerator.ECCLevel.M
            );
            using var picture = new PngByteQRCode(data);
            return $"data:image/png;base64,{Convert.ToBase64String(picture.GetGraphic(5))}";
        }
    }

    private IDataProtector Protector => protection.CreateProtector("Code generator to confirm", $"{user.AccountId}");

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || ReadKey() is not { } key)
            return await ShowAsync(cancellationToken);
        return await ToldAsync(await setUp.RunAsync(new(key, Code ?? ""), cancellationToken), cancellationToken);
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken cancellationToken) =>
        await ToldAsync(await makeRecoveryCodes.RunAsync(cancellationToken), cancellationToken);

    public async Task<IActionResult> OnPostTurnOffAsync(CancellationToken cancellationToken)
    {
        var result = await turnOff.RunAsync(Password ?? "", cancellationToken);
        if (!result.Succeeded)
        {
            this.Show(result.Problems, prefix: "");
            return await ShowAsync(cancellationToken);
        }
        await signIn.RenewAsync(result.Value);
        TempData["Message"] = "Codes are no longer asked for.";
        return RedirectToPage("/Account/Index");
    }

    /// <summary>The codes are shown by this answer and kept nowhere, so it can't be a redirect.</summary>
    private async Task<IActionResult> ToldAsync(Result<TwoFactorMade> result, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
        {
            await signIn.RenewAsync(result.Value.Account);
            RecoveryCodes = result.Value.RecoveryCodes;
        }
        else
            this.Show(result.Problems, prefix: "");
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        Factors = await factors.OfAsync(user.AccountId, cancellationToken) ?? Factors;
        _key = ReadKey() ?? Totp.NewKey();
        Protected = Protector.Protect(_key);
        ModelState.SetModelValue(nameof(Protected), Protected, Protected);
        return Page();
    }

    /// <summary>null: none came along, or it isn't of this account.</summary>
    private string? ReadKey()
    {
        try
        {
            return Protected is { Length: > 0 } text ? Protector.Unprotect(text) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
