using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Security;

/// <summary>
/// Where a second factor is required, whoever has none sets one up first: every page but those that do leads there. The
/// identity provider asks for its own.
/// </summary>
internal sealed class SecondFactorMiddleware(RequestDelegate next, SignInOptions options)
{
    private const string SetUp = "/Account/TwoFactor";

    private static readonly string[] Open =
    [
        SetUp,
        "/Account/Passkeys",
        "/Account/Prove",
        "/Account/ChangePassword",
        "/Account/SignOut",
    ];

    public Task InvokeAsync(HttpContext context, CurrentUser user)
    {
        if (!IsMissing(user) || IsOpen(context.GetEndpoint()))
            return next(context);
        context.Response.Redirect(context.Request.PathBase + SetUp);
        return Task.CompletedTask;
    }

    private bool IsMissing(CurrentUser user) =>
        options.RequireSecondFactor
        && user is { IsSignedIn: true, HasSecondFactor: false }
        && user.Session?.Method != SessionMethods.IdentityProvider;

    private static bool IsOpen(Endpoint? endpoint) =>
        endpoint is null
        || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || Open.Contains(endpoint.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath);
}
