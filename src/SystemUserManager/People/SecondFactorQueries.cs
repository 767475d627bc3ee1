using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>A passkey of an account; Id is the credential's own, in Base64 for URLs.</summary>
public sealed record PasskeyRow(string Id, string Name, DateTimeOffset CreatedAt);

/// <summary>How an account proves itself beside its password.</summary>
public sealed record SecondFactors(bool HasCodes, int RecoveryCodesLeft, IReadOnlyList<PasskeyRow> Passkeys)
{
    public bool HasAny => HasCodes || Passkeys.Count > 0;

    public string InWords =>
        (HasCodes, Passkeys.Count) switch
        {
            (false, 0) => "none",
            (true, 0) => "codes",
            (false, 1) => "a passkey",
            (false, var n) => $"{n} passkeys",
            (true, 1) => "codes and a passkey",
            (true, var n) => $"codes and {n} passkeys",
        };
}

/// <summary>Reads second factors: everybody their own, administrators of all portfolios those of any account.</summary>
public sealed class SecondFactorQueries(AppDb db, UserManager<Account> accounts, CurrentUser user)
{
    /// <summary>null: there is no such account, or it is not for this user to see.</summary>
    public async Task<SecondFactors?> OfAsync(long accountId, CancellationToken cancellationToken)
    {
        if (accountId != user.AccountId && !user.MayEverywhere(Role.Administrator))
            return null;
        return await OfSignInAsync(accountId, cancellationToken);
    }

    /// <summary>For the second step of a sign-in, whose first proved which account it is.</summary>
    public async Task<SecondFactors?> OfSignInAsync(long accountId, CancellationToken cancellationToken)
    {
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken);
        if (account is null)
            return null;
        var passkeys = await accounts.GetPasskeysAsync(account);
        return new SecondFactors(
            account.TwoFactorEnabled,
            await accounts.CountRecoveryCodesAsync(account),
            [
                .. passkeys
                    .OrderBy(p => p.CreatedAt)
                    .Select(p => new PasskeyRow(PasskeyId.Of(p.CredentialId), p.Name ?? "", p.CreatedAt)),
            ]
        );
    }
}

internal static class SecondFactor
{
    public static async Task<bool> HasSecondFactorAsync(
        this AppDb db,
        Account account,
        CancellationToken cancellationToken
    ) => account.TwoFactorEnabled || await db.UserPasskeys.AnyAsync(p => p.UserId == account.Id, cancellationToken);
}
