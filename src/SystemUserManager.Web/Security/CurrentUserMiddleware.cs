using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;
using SystemUserManager.People;

namespace SystemUserManager.Web.Security;

/// <summary>
/// Says who is asking. With each request the session, its account, the roles and the security stamp are read anew, so
/// that ending a session or an account, changing roles or a password and signing out hold from the next request on. A
/// lock after wrong passwords keeps nobody out who is in already: otherwise whoever knows an e-mail could end its
/// owner's session.
/// </summary>
internal sealed class CurrentUserMiddleware(RequestDelegate next, IOptions<IdentityOptions> identity)
{
    public async Task InvokeAsync(HttpContext context, CurrentUser user, SessionQueries sessions)
    {
        user.RequestId = context.TraceIdentifier;
        if (context.User.Identity is { IsAuthenticated: true } && !IsStaticAsset(context) && !user.IsSignedIn)
        {
            if (await FindAsync(context.User, sessions, context.RequestAborted) is { } current)
            {
                user.Become(current);
                await sessions.SeeAsync(current.Session, context.RequestAborted);
            }
            else
                await EndSessionAsync(context);
        }
        await next(context);
    }

    /// <summary>null: the session is over, for whatever reason.</summary>
    private async Task<CurrentSession?> FindAsync(
        ClaimsPrincipal principal,
        SessionQueries sessions,
        CancellationToken cancellationToken
    )
    {
        var claims = identity.Value.ClaimsIdentity;
        var id = principal.FindFirstValue(claims.UserIdClaimType);
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var accountId))
            return null;
        if (!Guid.TryParseExact(principal.FindFirstValue(SessionClaims.Id), "N", out var sessionId))
            return null;
        var stamp = principal.FindFirstValue(claims.SecurityStampClaimType);
        return await sessions.FindAsync(sessionId, accountId, stamp, cancellationToken);
    }

    private static async Task EndSessionAsync(HttpContext context)
    {
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
    }

    /// <summary>Style sheets and scripts are the same for everybody; they ask nothing of the database.</summary>
    private static bool IsStaticAsset(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
