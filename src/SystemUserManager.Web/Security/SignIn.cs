using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Web.Security;

/// <summary>Proves who it is, and starts a session. A second factor will come between the two.</summary>
public sealed class SignIn(VerifyPassword verifyPassword, SignInManager<Account> cookies, TimeProvider time)
{
    public async Task<Result<Account>> RunAsync(string email, string password, CancellationToken cancellationToken)
    {
        var verified = await verifyPassword.RunAsync(email, password, cancellationToken);
        if (verified.Succeeded)
            await StartSessionAsync(verified.Value);
        return verified;
    }

    /// <summary>A new cookie, whatever the browser had before.</summary>
    public Task StartSessionAsync(Account account)
    {
        var claims = new List<Claim>
        {
            new(SessionClaims.StartedAt, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        };
        if (account.MustChangePassword)
            claims.Add(new Claim(SessionClaims.MustChangePassword, "true"));
        return cookies.SignInWithClaimsAsync(account, isPersistent: false, claims);
    }

    /// <summary>True in a session that began with a password which somebody else typed.</summary>
    public static bool MustChangePassword(ClaimsPrincipal user) =>
        user.HasClaim(c => c.Type == SessionClaims.MustChangePassword);

    public Task EndSessionAsync() => cookies.SignOutAsync();
}

/// <summary>What a session's cookie says besides whose it is.</summary>
internal static class SessionClaims
{
    /// <summary>Seconds since 1970, UTC.</summary>
    public const string StartedAt = "started";

    public const string MustChangePassword = "must-change-password";
}
