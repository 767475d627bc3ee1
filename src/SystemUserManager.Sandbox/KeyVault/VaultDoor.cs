using System.Text;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>
/// The way into every operation: headers, bearer, rate, api-version, permission; then the operation itself. A refusal
/// anywhere becomes the service's error body here.
/// </summary>
internal sealed class VaultDoor(KeyVaultStore store, VaultThrottle throttle)
{
    public const string Resource = "https://vault.azure.net";

    private static readonly HashSet<string> ApiVersions = new(StringComparer.Ordinal)
    {
        "2016-10-01",
        "7.0",
        "7.1",
        "7.2",
        "7.3",
        "7.4",
        "7.5",
        "7.6",
        "2025-07-01",
        "2026-04-01",
    };

    public RequestDelegate Guard(string permission, Func<HttpContext, SecretBundles, Task> operation) =>
        async http =>
        {
            VaultHeaders.Add(http);
            try
            {
                var settings = store.Settings;
                var caller = Bearers.Check(http.Request.Headers.Authorization, settings);
                throttle.Count(settings.RequestsPerTenSeconds);
                CheckApiVersion(http.Request.Query["api-version"]);
                if (http.Request.RouteValues["name"] is string name)
                    SecretRules.Name(name);
                Demand(settings, caller, permission, http.Request.RouteValues["name"] as string);
                await operation(http, new SecretBundles(http, settings));
            }
            catch (VaultRefusal refusal)
            {
                await RefuseAsync(http, refusal);
            }
        };

    private static void CheckApiVersion(string? version)
    {
        if (string.IsNullOrEmpty(version))
            throw VaultRefusal.BadParameter("api-version must be specified");
        if (!ApiVersions.Contains(version))
            throw VaultRefusal.BadParameter(
                $"The specified version ({version}) is not recognized. Consider using the latest supported version (2026-04-01)."
            );
    }

    private static void Demand(VaultSettings settings, VaultCaller caller, string permission, string? secret)
    {
        var isDenied =
            (settings.IsReadOnly && permission is not (VaultPermission.Get or VaultPermission.List))
            || settings.Denied.Any(denial =>
                denial.Permission == permission
                && (denial.Secret is null || string.Equals(denial.Secret, secret, StringComparison.OrdinalIgnoreCase))
            );
        if (isDenied)
            throw VaultRefusal.Denied(caller, permission, settings.Name);
    }

    private async Task RefuseAsync(HttpContext http, VaultRefusal refusal)
    {
        http.Response.StatusCode = (int)refusal.Status;
        if (refusal.RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = Challenge(http.Request, refusal.DemandedClaims);
        await VaultJson.WriteAsync(
            http,
            new VaultErrorBody(
                new VaultError(
                    refusal.Code,
                    refusal.Message,
                    refusal.Inner is null ? null : new VaultInnerError(refusal.Inner)
                )
            )
        );
    }

    private string Challenge(HttpRequest request, string? demandedClaims)
    {
        var challenge =
            $"Bearer authorization=\"https://{request.Host}/{store.Settings.Tenant}\", resource=\"{Resource}\"";
        return demandedClaims is null
            ? challenge
            : challenge
                + ", error=\"insufficient_claims\", "
                + $"claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(demandedClaims))}\"";
    }

    private sealed record VaultErrorBody(VaultError Error);

    private sealed record VaultError(string Code, string Message, VaultInnerError? Innererror);

    private sealed record VaultInnerError(string Code);
}

/// <summary>The permissions of a vault's access policy on secrets, as its error texts spell them.</summary>
internal static class VaultPermission
{
    public const string Get = "get";
    public const string List = "list";
    public const string Set = "set";
    public const string Delete = "delete";
    public const string Recover = "recover";
    public const string Purge = "purge";
    public const string Backup = "backup";
    public const string Restore = "restore";

    public static bool IsKnown(string permission) =>
        permission is Get or List or Set or Delete or Recover or Purge or Backup or Restore;
}
