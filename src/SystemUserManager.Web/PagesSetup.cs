using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using SystemUserManager.Web.Banners;
using SystemUserManager.Web.Hosting;
using SystemUserManager.Web.Security;

namespace SystemUserManager.Web;

/// <summary>Razor Pages, and what holds for all of them.</summary>
internal static class PagesSetup
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddExceptionHandler<DatabaseTroublePage>();
        services.AddScoped<IBannerSource, WorkersBanner>();
        services.AddScoped<IBannerSource, ClockBanner>();
        services.AddScoped<IBannerSource, VaultBanner>();
        services.AddScoped<IBannerSource, NoAccessBanner>();
        services.AddScoped<IBannerSource, OtherAppBanner>();
        services.AddScoped<IBannerSource, ControlTokenBanner>();
        services.AddScoped<IBannerSource, OldReadBanner>();
        services
            .AddRazorPages(options =>
            {
                PageAuthorization.Apply(options.Conventions);
                SignInLimit.Apply(options.Conventions);
            })
            .AddMvcOptions(options =>
            {
                options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                options.Filters.Add<RefusedActFilter>();
                // The address says what a form is about: a field of the same name doesn't come before it.
                options.ValueProviderFactories.RemoveType<RouteValueProviderFactory>();
                options.ValueProviderFactories.Insert(0, new RouteValueProviderFactory());
            });
    }

    /// <summary>A surprise, and an answer that has a status but no body, each get a page; trouble with the database its own.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler("/Error");
        app.UseStatusCodePagesWithReExecute("/NotFound");
    }
}
