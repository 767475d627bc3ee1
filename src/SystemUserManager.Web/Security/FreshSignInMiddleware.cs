using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Security;

/// <summary>
/// Where a page needs a fresh proof (<see cref="FreshSignIn"/>) and the session's is old, the page Prove comes between.
/// A form that was sent waits in it, encrypted, and is sent on with the proof.
/// </summary>
internal sealed class FreshSignInMiddleware(
    RequestDelegate next,
    KeptForms forms,
    SignInOptions options,
    TimeProvider time
)
{
    private const string Prove = "/Account/Prove";

    public async Task InvokeAsync(HttpContext context, CurrentUser user)
    {
        var page = context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath;
        if (page is null || user.Session is not { } session || !FreshSignIn.IsNeeded(page, context.Request.Method))
        {
            await next(context);
            return;
        }
        var address = context.Request.PathBase + context.Request.Path + context.Request.QueryString;
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (time.GetUtcNow() - session.ProvedAt < options.FreshFor)
        {
            if (!isRead)
                await TakeUpAsync(context, session.Id, address);
            await next(context);
        }
        else if (isRead)
            context.Response.Redirect($"{context.Request.PathBase}{Prove}{QueryString.Create("returnUrl", address)}");
        else
            await AskAsync(context, session.Id, address);
    }

    /// <summary>A form that comes with the proof: what was typed before takes its place, its antiforgery token too.</summary>
    private async Task TakeUpAsync(HttpContext context, Guid sessionId, string address)
    {
        if (!context.Request.HasFormContentType)
            return;
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        if (sent[KeptForms.Field].FirstOrDefault() is { } kept && forms.Take(sessionId, address, kept) is { } form)
            context.Request.Form = form;
    }

    private async Task AskAsync(HttpContext context, Guid sessionId, string address)
    {
        if (context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            context.Items[typeof(WaitingForm)] = new WaitingForm(address, forms.Keep(sessionId, address, form));
        }
        var page = context
            .RequestServices.GetRequiredService<EndpointDataSource>()
            .Endpoints.First(e => e.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath == Prove);
        context.Request.Method = HttpMethods.Get;
        context.Request.QueryString = QueryString.Empty;
        context.Request.Form = FormCollection.Empty;
        context.Request.RouteValues = new RouteValueDictionary { ["page"] = Prove };
        context.SetEndpoint(page);
        await page.RequestDelegate!(context);
    }
}

/// <summary>A form on its way through the page Prove: where it was sent to, and what was typed, encrypted.</summary>
internal sealed record WaitingForm(string Address, string Kept);
