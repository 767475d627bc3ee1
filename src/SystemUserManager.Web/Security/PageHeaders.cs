using Microsoft.AspNetCore.StaticAssets;

namespace SystemUserManager.Web.Security;

/// <summary>
/// What every answer tells the browser: nothing inline and nothing from elsewhere runs or loads, nobody may frame a
/// page, no address is passed on, and no page is kept.
/// </summary>
internal static class PageHeaders
{
    public static void UsePageHeaders(this WebApplication app, IHostEnvironment environment)
    {
        app.UseSecurityHeaders(Policy(environment.IsDevelopment()));
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(NoStore, context);
                return next(context);
            }
        );
    }

    private static HeaderPolicyCollection Policy(bool development)
    {
        var policy = new HeaderPolicyCollection()
            .AddFrameOptionsDeny()
            .AddContentTypeOptionsNoSniff()
            .AddReferrerPolicyNoReferrer()
            .AddCrossOriginOpenerPolicy(p => p.SameOrigin())
            .AddCrossOriginEmbedderPolicy(p => p.RequireCorp())
            .AddCrossOriginResourcePolicy(p => p.SameOrigin())
            .AddPermissionsPolicy(features =>
            {
                features.AddDefaultSecureDirectives();
                // They take signing in with a passkey away too.
                features.AddPublickeyCredentialsGet().Self();
            })
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().Self();
                csp.AddScriptSrc().Self();
                csp.AddStyleSrc().Self();
                // data: for the small pictures inside Bootstrap's style sheet.
                csp.AddImgSrc().Self().Data();
                csp.AddFontSrc().Self();
                csp.AddConnectSrc().Self();
                csp.AddObjectSrc().None();
                csp.AddBaseUri().None();
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
            });
        return development ? policy : policy.AddStrictTransportSecurityMaxAge(365 * 24 * 60 * 60);
    }

    /// <summary>Pages show what others may not see: neither the browser nor a proxy keeps one. Static assets have their own say.</summary>
    private static Task NoStore(object state)
    {
        var context = (HttpContext)state;
        if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            context.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
