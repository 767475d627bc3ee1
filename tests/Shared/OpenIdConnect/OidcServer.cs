using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SystemUserManager.Tests.Shared.OpenIdConnect;

/// <summary>Somebody whom the provider knows.</summary>
/// <param name="EmailIsVerified">null: it doesn't say.</param>
public sealed record KnownPerson(
    string Subject,
    string Name,
    string? Email,
    bool? EmailIsVerified,
    params string[] Groups
);

/// <summary>
/// A real OpenID Connect provider on loopback: code flow, PKCE required, signed tokens, one client. Whoever goes there
/// chooses who they are.
/// </summary>
public sealed class OidcServer : IAsyncDisposable
{
    public const string ClientId = "system-user-manager";
    public const string ClientSecret = "a client secret that stands in no log";

    // To make them takes longer than most tests.
    private static readonly RsaSecurityKey Encryption = new(RSA.Create(2048));
    private static readonly RsaSecurityKey Signing = new(RSA.Create(2048));

    private readonly WebApplication _app;

    private OidcServer(WebApplication app)
    {
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Authority = addresses.Addresses.Single();
    }

    public string Authority { get; }

    /// <summary>Whom it knows, by subject.</summary>
    public Dictionary<string, KnownPerson> People { get; } = new(StringComparer.Ordinal);

    /// <summary>The clock of its claim auth_time.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How long ago people signed in to it, where it isn't asked to let them do so anew.</summary>
    public TimeSpan SignedInAgo { get; set; } = TimeSpan.FromHours(1);

    /// <summary>It leaves out when somebody signed in.</summary>
    public bool HidesAuthTime { get; set; }

    public static async Task<OidcServer> StartAsync(params KnownPerson[] people)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddOpenIddict().AddServer(Configure);
        var app = builder.Build();
        app.UseAuthentication();
        OidcServer? server = null;
        app.MapMethods("/connect/authorize", ["GET", "POST"], context => server!.AuthorizeAsync(context));
        await app.StartAsync();
        server = new OidcServer(app);
        foreach (var person in people)
            server.People[person.Subject] = person;
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static void Configure(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email);
        server.AddEncryptionKey(Encryption).AddSigningKey(Signing);
        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
        // Without a database of clients: the one client is looked at here.
        server.EnableDegradedMode();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler =>
            handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId)
                    context.Reject(Errors.InvalidClient, "This client is not known.");
                return default;
            })
        );
        server.AddEventHandler<ValidateTokenRequestContext>(handler =>
            handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                    context.Reject(Errors.InvalidClient, "The client's secret is wrong.");
                return default;
            })
        );
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        var chosen = context.Request.Query["as"].FirstOrDefault();
        if (chosen is null || !People.TryGetValue(chosen, out var person))
        {
            var links = People.Values.Select(p =>
                $"<li><a href=\"{WebUtility.HtmlEncode($"{context.Request.Path}{context.Request.QueryString}&as={p.Subject}")}\">{WebUtility.HtmlEncode(p.Name)}</a></li>"
            );
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync(
                $"<!doctype html><title>Provider</title><h1>Who are you?</h1><ul>{string.Concat(links)}</ul>"
            );
            return;
        }
        var request = context.GetOpenIddictServerRequest()!;
        var isAnew = request.HasPromptValue(PromptValues.Login) || request.MaxAge == 0;
        var principal = new ClaimsPrincipal(
            Identity(person, Time.GetUtcNow() - (isAnew ? TimeSpan.Zero : SignedInAgo))
        );
        principal.SetScopes(request.GetScopes());
        await TypedResults
            .SignIn(principal, properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
            .ExecuteAsync(context);
    }

    private ClaimsIdentity Identity(KnownPerson person, DateTimeOffset signedInAt)
    {
        var identity = new ClaimsIdentity(
            TokenValidationParameters.DefaultAuthenticationType,
            Claims.Name,
            Claims.Role
        );
        identity.SetClaim(Claims.Subject, person.Subject).SetClaim(Claims.Name, person.Name);
        if (person.Email is not null)
            identity.SetClaim(Claims.Email, person.Email);
        if (person.EmailIsVerified is { } isVerified)
            identity.SetClaim(Claims.EmailVerified, isVerified);
        if (!HidesAuthTime)
            identity.SetClaim(Claims.AuthenticationTime, signedInAt.ToUnixTimeSeconds());
        identity.SetClaims("groups", [.. person.Groups]);
        identity.SetDestinations(_ => [Destinations.IdentityToken]);
        return identity;
    }
}
