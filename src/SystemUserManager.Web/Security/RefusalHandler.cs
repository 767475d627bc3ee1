using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Web.Security;

/// <summary>
/// Somebody who is signed in asked for what the roles don't allow: that is written into the audit log, and answered
/// with status 403 by the page AccessDenied under the address that was asked for.
/// </summary>
internal sealed class RefusalHandler : IAuthorizationMiddlewareResultHandler
{
    private const string Page = "/Account/AccessDenied";
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (!authorizeResult.Forbidden)
        {
            await _otherwise.HandleAsync(next, context, policy, authorizeResult);
            return;
        }
        var db = context.RequestServices.GetRequiredService<AppDb>();
        db.Audit(AccountAudit.Refused(context.Request.Method, context.Request.Path.ToString()));
        await db.SaveChangesAsync(context.RequestAborted);
        await ShowAsync(context);
    }

    private static async Task ShowAsync(HttpContext context)
    {
        var page = context
            .RequestServices.GetRequiredService<EndpointDataSource>()
            .Endpoints.First(e => e.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath == Page);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Request.RouteValues = new RouteValueDictionary { ["page"] = Page };
        context.SetEndpoint(page);
        await page.RequestDelegate!(context);
    }
}
