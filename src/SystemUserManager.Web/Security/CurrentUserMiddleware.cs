using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Web.Security;

/// <summary>
/// Says who is asking. With each request the account, its roles and its security stamp are read anew, so that ending an
/// account, changing its roles or its password and signing out hold from the next request on. A lock after wrong
/// passwords keeps nobody out who is in already: otherwise whoever knows an e-mail could end its owner's session.
/// </summary>
internal sealed class CurrentUserMiddleware(RequestDelegate next, TimeProvider time, IOptions<IdentityOptions> identity)
{
    public async Task InvokeAsync(HttpContext context, CurrentUser user, AppDb db)
    {
        user.RequestId = context.TraceIdentifier;
        if (context.User.Identity is { IsAuthenticated: true } && !IsStaticAsset(context) && !user.IsSignedIn)
        {
            if (await AccountOfAsync(context.User, db, context.RequestAborted) is { } account)
                user.Become(account, [.. account.Roles]);
            else
                await EndSessionAsync(context);
        }
        await next(context);
    }

    /// <summary>null: the session is over, for whatever reason.</summary>
    private async Task<Account?> AccountOfAsync(
        ClaimsPrincipal principal,
        AppDb db,
        CancellationToken cancellationToken
    )
    {
        if (Number(principal, SessionClaims.StartedAt) is not { } started)
            return null;
        if (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(started) >= SessionSetup.Longest)
            return null;
        var id = Number(principal, identity.Value.ClaimsIdentity.UserIdClaimType) ?? 0;
        var stamp = principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        return await db
            .Users.AsNoTracking()
            .Include(a => a.Roles)
            .SingleOrDefaultAsync(a => a.Id == id && a.EndedAt == null && a.SecurityStamp == stamp, cancellationToken);
    }

    private static async Task EndSessionAsync(HttpContext context)
    {
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
    }

    private static long? Number(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Style sheets and scripts are the same for everybody; they ask nothing of the database.</summary>
    private static bool IsStaticAsset(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
