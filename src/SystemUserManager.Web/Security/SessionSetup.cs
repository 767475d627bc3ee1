using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Security;

/// <summary>
/// What a session is: a cookie that scripts can't read and other sites can't send along with a form, 30 minutes idle,
/// 8 hours at most. Whether it still holds is asked of the database with each request (<see cref="CurrentUserMiddleware"/>).
/// </summary>
public static class SessionSetup
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    internal static void AddSessions(this IServiceCollection services, AppSettings settings)
    {
        services.AddHttpContextAccessor();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        new IdentityBuilder(typeof(People.Account), services).AddSignInManager().AddDefaultTokenProviders();
        services.AddScoped<SignIn>();
        services
            .AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IHostEnvironment>(
                (options, environment) =>
                {
                    Harden(options.Cookie, environment, "sum");
                    options.ExpireTimeSpan = Idle;
                    options.SlidingExpiration = true;
                    options.LoginPath = "/Account/SignIn";
                    options.ReturnUrlParameter = "returnUrl";
                    // CurrentUserMiddleware compares the security stamp itself, with each request instead of now and then.
                    options.Events.OnValidatePrincipal = _ => Task.CompletedTask;
                    // Without this a session that is used only in its first half ends early.
                    options.Events.OnCheckSlidingExpiration = context =>
                    {
                        context.ShouldRenew = context.ElapsedTime > TimeSpan.FromMinutes(1);
                        return Task.CompletedTask;
                    };
                }
            );
        services
            .AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>()
            .Configure<IHostEnvironment>((options, environment) => Harden(options.Cookie, environment, "sum-form"));
        services
            .AddOptions<CookieTempDataProviderOptions>()
            .Configure<IHostEnvironment>((options, environment) => Harden(options.Cookie, environment, "sum-note"));
    }

    /// <summary>A name with __Host- is taken by browsers only if Secure, for the whole site and for this host alone.</summary>
    private static void Harden(CookieBuilder cookie, IHostEnvironment environment, string name)
    {
        var overHttp = environment.IsDevelopment();
        cookie.Name = overHttp ? name : $"__Host-{name}";
        cookie.SecurePolicy = overHttp ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.Path = "/";
        cookie.IsEssential = true;
    }
}
