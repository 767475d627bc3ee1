using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Security;

/// <summary>
/// Somebody who may open a page asked it for an act that their role doesn't allow on this portfolio: the act refused,
/// and that is written into the audit log here, once for all pages.
/// </summary>
internal sealed class RefusedActFilter(IServiceScopeFactory scopes, CurrentUser user) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        await next();
        if (context.HandlerInstance is PageModel page && page.ProblemsShown().Any(p => p is NotAllowed))
            await RecordAsync(context.HttpContext);
    }

    /// <summary>Through a context of its own: the act's may hold what it had begun.</summary>
    private async Task RecordAsync(HttpContext http)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().RequestId = user.RequestId;
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var refused = AccountAudit.Refused(http.Request.Method, http.Request.Path.ToString());
        db.Audit(refused with { Actor = (user.AccountId, user.Name) });
        await db.SaveChangesAsync(http.RequestAborted);
    }
}
