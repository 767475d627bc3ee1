using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Net.Http.Headers;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Web.Security;

public enum SignInStep
{
    /// <summary>A session has begun.</summary>
    Done,

    /// <summary>The password was right, and a code or a passkey is asked for.</summary>
    SecondFactor,
}

/// <summary>Proves who it is, in one step or two, and starts a session.</summary>
public sealed class SignIn(
    VerifyPassword verifyPassword,
    VerifyCode verifyCode,
    StartSession startSession,
    SecondFactorQueries factors,
    SignInManager<Account> cookies,
    CurrentUser user,
    IHttpContextAccessor accessor
)
{
    private HttpContext Http => accessor.HttpContext!;

    public async Task<Result<SignInStep>> RunAsync(string email, string password, CancellationToken cancellationToken)
    {
        var verified = await verifyPassword.RunAsync(email, password, cancellationToken);
        if (!verified.Succeeded)
            return verified.Problems.ToList();
        var account = verified.Value;
        if ((await factors.OfSignInAsync(account.Id, cancellationToken))!.HasAny)
        {
            await Http.SignInAsync(SessionSetup.SecondStep, Half(account));
            return SignInStep.SecondFactor;
        }
        await StartAsync(account, SessionMethods.Password, cancellationToken);
        return SignInStep.Done;
    }

    /// <summary>The account whose password was right a moment ago in this browser; null: none.</summary>
    public async Task<long?> HalfSignedInAsync()
    {
        var half = await Http.AuthenticateAsync(SessionSetup.SecondStep);
        return long.TryParse(half.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
    }

    /// <summary>The second step. Without the first one it is refused like a wrong code.</summary>
    public async Task<Result<Account>> GoOnWithCodeAsync(
        string code,
        bool isRecoveryCode,
        CancellationToken cancellationToken
    )
    {
        if (await HalfSignedInAsync() is not { } id)
            return new CodeRefused();
        var verified = await verifyCode.RunAsync(id, code, isRecoveryCode, cancellationToken);
        if (verified.Succeeded)
            await StartAsync(
                verified.Value,
                isRecoveryCode ? SessionMethods.PasswordAndRecoveryCode : SessionMethods.PasswordAndCode,
                cancellationToken
            );
        return verified;
    }

    /// <summary>A new session with a new cookie, whatever the browser had before.</summary>
    public Task StartAsync(Account account, string method, CancellationToken cancellationToken) =>
        StartAsync(account, method, signedInAt: null, cancellationToken);

    /// <param name="signedInAt">At the identity provider; null: it didn't say, and the session isn't fresh.</param>
    public Task StartFromProviderAsync(
        Account account,
        DateTimeOffset? signedInAt,
        CancellationToken cancellationToken
    ) => StartAsync(account, SessionMethods.IdentityProvider, signedInAt, cancellationToken);

    private async Task StartAsync(
        Account account,
        string method,
        DateTimeOffset? signedInAt,
        CancellationToken cancellationToken
    )
    {
        var started = await startSession.RunAsync(
            new(
                account,
                method,
                Http.Connection.RemoteIpAddress?.ToString(),
                Http.Request.Headers[HeaderNames.UserAgent].FirstOrDefault()
            )
            {
                SignedInAt = signedInAt,
            },
            cancellationToken
        );
        await Http.SignOutAsync(SessionSetup.SecondStep);
        // Whoever came through the identity provider doesn't use the password, and may not know it.
        var byProvider = method == SessionMethods.IdentityProvider;
        await WriteCookieAsync(account, started.Value!.Id, account.MustChangePassword && !byProvider);
    }

    /// <summary>
    /// The same session with a new cookie, after a change that makes those before it worthless. A password that had to
    /// be changed has been.
    /// </summary>
    public Task RenewAsync(Account account) => WriteCookieAsync(account, user.SessionId, account.MustChangePassword);

    /// <summary>True in a session that began with a password which somebody else typed.</summary>
    public static bool MustChangePassword(ClaimsPrincipal user) =>
        user.HasClaim(c => c.Type == SessionClaims.MustChangePassword);

    public Task EndSessionAsync() => cookies.SignOutAsync();

    private Task WriteCookieAsync(Account account, Guid sessionId, bool mustChangePassword)
    {
        var claims = new List<Claim> { new(SessionClaims.Id, sessionId.ToString("N")) };
        if (mustChangePassword)
            claims.Add(new Claim(SessionClaims.MustChangePassword, "true"));
        return cookies.SignInWithClaimsAsync(account, isPersistent: false, claims);
    }

    private static ClaimsPrincipal Half(Account account)
    {
        var id = new Claim(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture));
        return new ClaimsPrincipal(new ClaimsIdentity([id], SessionSetup.SecondStep));
    }
}

/// <summary>What a session's cookie says besides whose it is.</summary>
internal static class SessionClaims
{
    /// <summary>Of the row that decides.</summary>
    public const string Id = "session";

    public const string MustChangePassword = "must-change-password";
}
