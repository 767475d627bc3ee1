using System.Globalization;
using Microsoft.AspNetCore.Identity;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Web.Security;

/// <summary>
/// The browser's half of passkeys: what it is asked, as JSON, and its answer looked at. The challenge waits in a cookie
/// in between, five minutes at most.
/// </summary>
public sealed class Passkeys(
    SignInManager<Account> browser,
    VerifyPasskey verifyPasskey,
    AddPasskey addPasskey,
    CurrentUser user
)
{
    /// <summary>For navigator.credentials.get; without an e-mail: the browser shows those it has.</summary>
    public Task<string> AskAsync() => browser.MakePasskeyRequestOptionsAsync(user: null);

    /// <summary>For navigator.credentials.create.</summary>
    public Task<string> AskForNewAsync(AccountRow account) =>
        browser.MakePasskeyCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = account.Id.ToString(CultureInfo.InvariantCulture),
                Name = account.Email,
                DisplayName = account.Name,
            }
        );

    public async Task<Result<Account>> VerifyAsync(string? credential, CancellationToken cancellationToken)
    {
        if (await LookAtAsync(credential) is not { Succeeded: true } answer)
            return await verifyPasskey.RunAsync(null, null, cancellationToken);
        return await verifyPasskey.RunAsync(answer.User.Id, answer.Passkey, cancellationToken);
    }

    public async Task<Result<Account>> AddAsync(string? credential, string? name, CancellationToken cancellationToken)
    {
        var answer = await LookAtNewAsync(credential);
        if (answer is not { Succeeded: true })
            return InvalidValue.Of(
                "Name",
                "The browser's answer was not a passkey, or came too late. Nothing was added. Try again."
            );
        return answer.UserEntity.Id == user.AccountId.ToString(CultureInfo.InvariantCulture)
            ? await addPasskey.RunAsync(answer.Passkey, name, cancellationToken)
            : new NotAllowed("add a passkey of another account");
    }

    /// <summary>null: there was no question, or the answer isn't one.</summary>
    private async Task<PasskeyAssertionResult<Account>?> LookAtAsync(string? credential)
    {
        try
        {
            return string.IsNullOrEmpty(credential) ? null : await browser.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // No question is under way in this browser.
            return null;
        }
    }

    private async Task<PasskeyAttestationResult?> LookAtNewAsync(string? credential)
    {
        try
        {
            return string.IsNullOrEmpty(credential) ? null : await browser.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
