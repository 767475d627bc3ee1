using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Security;

/// <summary>
/// Whoever signed in with a password that somebody else typed changes it first: every page but that one leads there.
/// </summary>
internal sealed class PasswordChangeMiddleware(RequestDelegate next)
{
    private const string ChangePassword = "/Account/ChangePassword";
    private static readonly string[] Open = [ChangePassword, "/Account/SignOut"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!SignIn.MustChangePassword(context.User) || IsOpen(context.GetEndpoint()))
            return next(context);
        context.Response.Redirect(context.Request.PathBase + ChangePassword);
        return Task.CompletedTask;
    }

    private static bool IsOpen(Endpoint? endpoint) =>
        endpoint is null
        || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || Open.Contains(endpoint.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath);
}
