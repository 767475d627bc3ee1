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
    /// <summary>The scheme of a cookie that lasts from the right password to the code, five minutes at most.</summary>
    internal const string SecondStep = "SecondStep";

    private static readonly TimeSpan SecondStepLasts = TimeSpan.FromMinutes(5);

    internal static void AddSessions(this IServiceCollection services, AppSettings settings)
    {
        services.AddHttpContextAccessor();
        var schemes = services.AddAuthentication(IdentityConstants.ApplicationScheme);
        schemes.AddIdentityCookies();
        schemes.AddCookie(SecondStep);
        schemes.AddIdentityProvider(settings);
        new IdentityBuilder(typeof(People.Account), services).AddSignInManager().AddDefaultTokenProviders();
        services.AddScoped<SignIn>();
        services.AddScoped<Passkeys>();
        services.AddScoped<ProviderAnswer>();
        services.AddSingleton<KeptForms>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // The person unlocks it, so that a passkey is two factors; and it is found without an e-mail.
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.ServerDomain = settings.Web.PublicUrl?.Host;
            // Identity's own compares with the header Origin, which is "null" on a page that passes no address on.
            options.ValidateOrigin = context => ValueTask.FromResult(IsOurs(context, settings.Web));
        });
        AddShortCookie(services, SecondStep, "sum-step");
        AddShortCookie(services, IdentityConstants.ExternalScheme, "sum-provider");
        AddShortCookie(services, IdentityConstants.TwoFactorUserIdScheme, "sum-passkey");
        services
            .AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IHostEnvironment>(
                (options, environment) =>
                {
                    Harden(options.Cookie, environment, "sum");
                    options.ExpireTimeSpan = People.SessionQueries.Idle;
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

    private static bool IsOurs(PasskeyOriginValidationContext context, WebOptions web)
    {
        var request = context.HttpContext.Request;
        var ours = web.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? $"{request.Scheme}://{request.Host}";
        return !context.CrossOrigin && string.Equals(context.Origin, ours, StringComparison.OrdinalIgnoreCase);
    }

    private static void AddShortCookie(IServiceCollection services, string scheme, string name) =>
        services
            .AddOptions<CookieAuthenticationOptions>(scheme)
            .Configure<IHostEnvironment>(
                (options, environment) =>
                {
                    Harden(options.Cookie, environment, name);
                    options.ExpireTimeSpan = SecondStepLasts;
                    options.SlidingExpiration = false;
                }
            );

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
