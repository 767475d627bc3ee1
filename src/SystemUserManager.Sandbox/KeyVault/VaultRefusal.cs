using System.Net;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>An error of the vault in the service's own words, turned into its JSON where the request entered.</summary>
internal sealed class VaultRefusal(HttpStatusCode status, string code, string? inner, string message)
    : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;

    public string? Inner { get; } = inner;

    /// <summary>The value of <c>WWW-Authenticate</c> beyond the plain challenge: a demand for claims.</summary>
    public string? DemandedClaims { get; init; }

    /// <summary>Seconds, for <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    public static VaultRefusal BadParameter(string message) =>
        new(HttpStatusCode.BadRequest, "BadParameter", null, message);

    public static VaultRefusal CorruptBackup() =>
        new(HttpStatusCode.BadRequest, "Malformed backup blob", null, "Backup blob is corrupt.");

    public static VaultRefusal Unauthorized(string message) =>
        new(HttpStatusCode.Unauthorized, "Unauthorized", null, message);

    public static VaultRefusal NoBearer() => Unauthorized("AKV10000: Request is missing a Bearer or PoP token.");

    public static VaultRefusal Denied(VaultCaller caller, string permission, string vaultName) =>
        new(
            HttpStatusCode.Forbidden,
            "Forbidden",
            "ForbiddenByPolicy",
            $"The user, group or application 'appid={caller.AppId};oid={caller.ObjectId};"
                + $"iss=https://sts.windows.net/{caller.TenantId}/' does not have secrets {permission} permission on "
                + $"key vault '{vaultName};location={VaultHeaders.Region}'. For help resolving this issue, please see "
                + "https://go.microsoft.com/fwlink/?linkid=2125287"
        );

    public static VaultRefusal Disabled() =>
        new(
            HttpStatusCode.Forbidden,
            "Forbidden",
            "SecretDisabled",
            "Operation get is not allowed on a disabled secret."
        );

    public static VaultRefusal PurgeProtected(string vaultName) =>
        new(
            HttpStatusCode.Forbidden,
            "Forbidden",
            null,
            "Operation \"purge\" is not allowed because purge protection is enabled for this vault. Key Vault service "
                + "will automatically purge it after the retention period has passed.\r\n"
                + $"Vault: {vaultName};location={VaultHeaders.Region}"
        );

    public static VaultRefusal NotFound(string name, string? version = null) =>
        new(
            HttpStatusCode.NotFound,
            "SecretNotFound",
            null,
            $"A secret with (name/id) {(version is null ? name : $"{name}/{version}")} was not found in this key "
                + "vault. If you recently deleted this secret you may be able to recover it using the correct recovery "
                + "command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182"
        );

    public static VaultRefusal DeletedNotFound(string name) =>
        new(HttpStatusCode.NotFound, "SecretNotFound", null, $"Deleted Secret not found: {name}");

    public static VaultRefusal DeletedButRecoverable(string name) =>
        Conflict(
            "ObjectIsDeletedButRecoverable",
            $"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this "
                + "state, the secret can only be recovered or purged."
        );

    public static VaultRefusal BeingDeleted(string name, bool isSet) =>
        Conflict("ObjectIsBeingDeleted", $"Secret {name} is currently being deleted{Ending(isSet)}");

    public static VaultRefusal BeingRecovered(string name, bool isSet) =>
        Conflict("ObjectIsBeingRecovered", $"Secret {name} is currently being recovered{Ending(isSet)}");

    public static VaultRefusal AlreadyExists(string name) =>
        new(HttpStatusCode.Conflict, "Conflict", null, $"A secret with name {name} already exists in this key vault.");

    public static VaultRefusal Throttled(int retryAfter) =>
        new(
            HttpStatusCode.TooManyRequests,
            "Throttled",
            null,
            "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached"
        )
        {
            RetryAfter = retryAfter,
        };

    private static string Ending(bool isSet) => isSet ? " and cannot be re-created; retry later." : ".";

    private static VaultRefusal Conflict(string inner, string message) =>
        new(HttpStatusCode.Conflict, "Conflict", inner, message);
}
