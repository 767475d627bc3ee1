using SystemUserManager.Web.Hosting;
using SystemUserManager.Web.Logging;
using SystemUserManager.Web.Security;

namespace SystemUserManager.Web;

/// <summary>What the host is made of, by role: All and Web have pages, All and Worker work; each tells its health.</summary>
public static class WebSetup
{
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        var settings = AppSettings.Read(builder.Configuration, builder.Environment);
        builder.AddLog(settings);
        builder.AddServer(settings);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSandbox(settings);
        // The order matters: hosted services start in it, and what comes later needs the schema.
        builder.Services.AddProduct(settings.Database);
        builder.Services.AddSchema(settings.Role, settings.Database);
        if (settings.Role.Works())
            builder.Services.AddWorker(builder.Configuration, settings.Database);
        builder.Services.AddHealth();
        if (settings.Role.HasPages())
        {
            builder.Services.AddSingleton(settings.Web);
            builder.Services.AddSingleton(settings.SignIn);
            builder.Services.AddKeyProtection(settings);
            builder.Services.AddSessions(settings);
            builder.Services.AddPageAuthorization();
            builder.Services.AddSignInLimit(settings.Web);
            builder.Services.AddPages();
            builder.Services.AddFirstRun(settings.Setup);
        }
    }

    public static void UseWeb(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<AppSettings>();
        app.UsePublicName(settings.Web);
        app.UseTrustedProxies(settings.Web);
        app.UseRequestLog();
        if (settings.Role.HasPages())
        {
            app.UsePageHeaders(app.Environment);
            app.UseErrorPages();
            app.UsePublicAddress(settings.Web);
            app.UseSchemaGate(settings.Role);
            app.UseRateLimiter();
            app.UseAuthentication();
            app.UseMiddleware<CurrentUserMiddleware>();
            app.UseMiddleware<PasswordChangeMiddleware>();
            app.UseMiddleware<SecondFactorMiddleware>();
            app.UseAuthorization();
            app.UseMiddleware<FreshSignInMiddleware>();
            app.MapStaticAssets().AllowAnonymous();
            app.MapRazorPages().WithStaticAssets();
        }
        app.MapHealth();
    }
}
