using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>As much of Entra as a client-credentials request needs: the discovery document and the token endpoint.</summary>
internal static class TokenEndpoints
{
    private const string DefaultScope = "/.default";

    public static void MapTokenEndpoints(this IEndpointRouteBuilder app, KeyVaultStore store)
    {
        app.MapGet(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            http => VaultJson.WriteAsync(http, Discovery(http.Request, Tenant(http)))
        );
        app.MapPost("/{tenant}/oauth2/v2.0/token", http => IssueAsync(http, store.Settings));
    }

    private static string Tenant(HttpContext http) => (string)http.Request.RouteValues["tenant"]!;

    private static DiscoveryDocument Discovery(HttpRequest request, string tenant)
    {
        var authority = $"https://{request.Host}/{tenant}";
        return new DiscoveryDocument(
            $"{authority}/oauth2/v2.0/authorize",
            $"{authority}/oauth2/v2.0/token",
            $"{authority}/v2.0",
            $"{authority}/discovery/v2.0/keys",
            ["client_secret_post"],
            ["code", "id_token"],
            ["pairwise"],
            ["RS256"]
        );
    }

    private static async Task IssueAsync(HttpContext http, VaultSettings settings)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        var clientId = form?["client_id"].ToString();
        var scope = form?["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (form?["grant_type"].ToString() != "client_credentials")
            await RefuseAsync(
                http,
                400,
                "unsupported_grant_type",
                70003,
                "The app requested an unsupported grant type."
            );
        else if (string.IsNullOrEmpty(clientId))
            await RefuseAsync(http, 400, "invalid_request", 900144, "The request body must contain 'client_id'.");
        else if (scope is null || !scope.EndsWith(DefaultScope, StringComparison.Ordinal))
            await RefuseAsync(http, 400, "invalid_scope", 1002012, "The provided value for scope is not valid.");
        else if (string.IsNullOrEmpty(form["client_secret"]))
            await RefuseAsync(
                http,
                401,
                "invalid_client",
                7000216,
                "'client_assertion' or 'client_secret' is required."
            );
        else if (settings.RefusesCredentials)
            await RefuseAsync(http, 401, "invalid_client", 7000215, "Invalid client secret provided.");
        else
        {
            var request = new BearerRequest(
                Tenant(http),
                clientId,
                scope[..^DefaultScope.Length],
                NotBeforeClaim(form["claims"])
            );
            await VaultJson.WriteAsync(
                http,
                new IssuedBearer(
                    "Bearer",
                    settings.BearerLifetimeSeconds,
                    settings.BearerLifetimeSeconds,
                    Bearers.Issue(request, settings.BearerLifetimeSeconds)
                )
            );
        }
    }

    private static long? NotBeforeClaim(string? claims)
    {
        if (string.IsNullOrEmpty(claims))
            return null;
        try
        {
            using var document = JsonDocument.Parse(claims);
            return
                document.RootElement.TryGetProperty("access_token", out var token)
                && token.TryGetProperty("nbf", out var nbf)
                && nbf.TryGetProperty("value", out var value)
                && long.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var milliseconds)
                ? milliseconds
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string error, int code, string text)
    {
        http.Response.StatusCode = status;
        return VaultJson.WriteAsync(http, new TokenRefusal(error, $"AADSTS{code}: {text}", [code]));
    }

    private sealed record DiscoveryDocument(
        [property: JsonPropertyName("authorization_endpoint")] string AuthorizationEndpoint,
        [property: JsonPropertyName("token_endpoint")] string TokenEndpoint,
        [property: JsonPropertyName("issuer")] string Issuer,
        [property: JsonPropertyName("jwks_uri")] string KeysUri,
        [property: JsonPropertyName("token_endpoint_auth_methods_supported")] string[] AuthenticationMethods,
        [property: JsonPropertyName("response_types_supported")] string[] ResponseTypes,
        [property: JsonPropertyName("subject_types_supported")] string[] SubjectTypes,
        [property: JsonPropertyName("id_token_signing_alg_values_supported")] string[] SigningAlgorithms
    );

    private sealed record IssuedBearer(
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("ext_expires_in")] int ExtendedExpiresIn,
        [property: JsonPropertyName("access_token")] string AccessToken
    );

    private sealed record TokenRefusal(
        [property: JsonPropertyName("error")] string Error,
        [property: JsonPropertyName("error_description")] string Description,
        [property: JsonPropertyName("error_codes")] int[] Codes
    );
}
