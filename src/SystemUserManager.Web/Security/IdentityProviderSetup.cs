using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SystemUserManager.People;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Security;

/// <summary>
/// The way through the organisation's OpenID Connect provider: code flow with PKCE. What it says of a person waits in a
/// cookie until <see cref="SignIn"/> takes it, five minutes at most; none of its tokens is kept.
/// </summary>
internal static partial class IdentityProviderSetup
{
    public const string Scheme = "IdentityProvider";

    private const string Callback = "/Account/SignInProvider/Callback";

    public static void AddIdentityProvider(this AuthenticationBuilder schemes, AppSettings settings)
    {
        if (settings.OpenIdConnect is not { } provider)
            return;
        schemes.Services.AddSingleton(new IdentityProvider(provider.Name));
        schemes.Services.AddSingleton(provider);
        schemes.AddOpenIdConnect(Scheme, provider.Name, options => Configure(options, provider));
        schemes
            .Services.AddOptions<OpenIdConnectOptions>(Scheme)
            .Configure<IHostEnvironment>((options, environment) => Harden(options, environment.IsDevelopment()));
    }

    /// <summary>What is sent along with somebody who goes there.</summary>
    /// <param name="anew">The provider asks them to sign in even where they are signed in there.</param>
    public static AuthenticationProperties Journey(string? back, bool anew)
    {
        var properties = new OpenIdConnectChallengeProperties { RedirectUri = back };
        if (anew)
            (properties.Prompt, properties.MaxAge) = (OpenIdConnectPrompt.Login, TimeSpan.Zero);
        return properties;
    }

    private static void Configure(OpenIdConnectOptions options, OpenIdConnectSettings provider)
    {
        options.Authority = provider.Authority.ToString();
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes as a link, which a cookie of this site goes along with; a form from elsewhere would leave it.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CallbackPath = Callback;
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.Scope.Add("email");
        // Left out by default; an account is known by issuer and subject.
        options.ClaimActions.Remove("iss");
        options.Events.OnRemoteFailure = BackToSignInAsync;
    }

    private static void Harden(OpenIdConnectOptions options, bool isDevelopment)
    {
        options.RequireHttpsMetadata = !isDevelopment;
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        }
    }

    private static Task BackToSignInAsync(RemoteFailureContext context)
    {
        var logger = context.HttpContext.RequestServices.GetRequiredService<ILogger<IdentityProvider>>();
        LogFailed(logger, context.Failure?.GetType().Name ?? "no reason");
        context.Response.Redirect($"{context.Request.PathBase}/Account/SignInProvider?handler=Failed");
        context.HandleResponse();
        return Task.CompletedTask;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A sign-in through the identity provider failed: {Reason}. Nobody was signed in"
    )]
    private static partial void LogFailed(ILogger logger, string reason);
}

/// <summary>What the identity provider said of somebody, out of the cookie in which it waits.</summary>
public sealed class ProviderAnswer(IHttpContextAccessor accessor, IServiceProvider services)
{
    private HttpContext Http => accessor.HttpContext!;

    /// <summary>null: nobody came back from there in this browser. It can be taken once.</summary>
    public async Task<(SignInThroughProvider.Input Person, DateTimeOffset? SignedInAt)?> TakeAsync()
    {
        var answer = await Http.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await Http.SignOutAsync(IdentityConstants.ExternalScheme);
        if (answer.Principal is not { } said || services.GetService<OpenIdConnectSettings>() is not { } settings)
            return null;
        if (said.FindFirstValue("iss") is not { } issuer || said.FindFirstValue("sub") is not { } subject)
            return null;
        var person = new SignInThroughProvider.Input(
            issuer,
            subject,
            said.FindFirstValue("email"),
            IsTrue(said, "email_verified") || IsTrue(said, "xms_edov"),
            said.FindFirstValue("name"),
            settings.RolesOf(said.FindAll(settings.GroupsClaim).Select(c => c.Value))
        );
        return (person, SignedInAt(said));
    }

    private static bool IsTrue(ClaimsPrincipal said, string claim) =>
        said.FindFirstValue(claim) is { } value && (value is "1" || (bool.TryParse(value, out var isTrue) && isTrue));

    private static DateTimeOffset? SignedInAt(ClaimsPrincipal said) =>
        long.TryParse(said.FindFirstValue("auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeSeconds(at)
            : null;
}
