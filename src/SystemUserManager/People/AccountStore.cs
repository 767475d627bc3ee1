using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>
/// Identity's store, save that the key of a code generator stands in the database encrypted and recovery codes only as
/// their SHA-256: a copy of the database signs nobody in.
/// </summary>
internal sealed class AccountStore(AppDb db, IServiceProvider services, IdentityErrorDescriber errors)
    : UserOnlyStore<
        Account,
        AppDb,
        long,
        IdentityUserClaim<long>,
        IdentityUserLogin<long>,
        IdentityUserToken<long>,
        IdentityUserPasskey<long>
    >(db, errors)
{
    private const string Provider = "[AspNetUserStore]";
    private const string Codes = "RecoveryCodes";

    public override Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, Protector(user).Protect(key), cancellationToken);

    /// <summary>null also where the key ring that encrypted it is lost: then only a recovery code or a reset helps.</summary>
    public override async Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken)
    {
        if (await base.GetAuthenticatorKeyAsync(user, cancellationToken) is not { } stored)
            return null;
        try
        {
            return Protector(user).Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public override Task ReplaceCodesAsync(
        Account user,
        IEnumerable<string> recoveryCodes,
        CancellationToken cancellationToken
    ) => base.ReplaceCodesAsync(user, recoveryCodes.Select(Hash), cancellationToken);

    public override async Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken)
    {
        var hashes = (await GetTokenAsync(user, Provider, Codes, cancellationToken) ?? "").Split(';');
        var hash = Hash(code);
        if (!hashes.Contains(hash, StringComparer.Ordinal))
            return false;
        await base.ReplaceCodesAsync(user, hashes.Where(h => h != hash), cancellationToken);
        return true;
    }

    /// <summary>Asked for only where it is needed: a worker has no key ring.</summary>
    private IDataProtector Protector(Account user) =>
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Code generator", $"{user.Id}");

    /// <summary>As somebody may type it: in any case, with or without the dash.</summary>
    private static string Hash(string code)
    {
        var bare = string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(bare)));
    }
}
