using System.Text.Json;
using Azure;

namespace SystemUserManager.Tokens;

public enum VaultFailure
{
    /// <summary>The name or version isn't there.</summary>
    NotFound,

    /// <summary>The version is disabled; its value can't be read.</summary>
    Disabled,

    /// <summary>The worker's identity has no right to this.</summary>
    Forbidden,

    /// <summary>The name belongs to a deleted secret that isn't purged yet.</summary>
    NameBlocked,

    /// <summary>Throttled or not answering; nothing happened.</summary>
    Unavailable,

    /// <summary>A write was sent and its answer lost: it may have happened.</summary>
    OutcomeUnknown,

    /// <summary>The vault says the request is wrong.</summary>
    Invalid,

    /// <summary>What is there can't be a token or a secret at all.</summary>
    Unusable,

    /// <summary>The portfolio is on Observe only.</summary>
    ReadOnly,
}

/// <summary>A failure of the vault, in the words of the product. Holds no value.</summary>
public sealed class VaultException(VaultFailure failure, string secretName, string right, int? status, Exception? inner)
    : Exception($"{Describe(failure, secretName, right)}", inner)
{
    public VaultFailure Failure => failure;

    public string SecretName => secretName;

    /// <summary>The right that was needed: get, list or set.</summary>
    public string Right => right;

    public int? Status => status;

    /// <summary>Writes of this vault failed several times in a row: nobody tries again before then. null: they didn't.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }

    /// <summary>
    /// What an exception of the SDK means. A lost answer surfaces as five types (measured with 4.12.0): status 0, an
    /// aggregate after retries, a cancelled task, JSON that ends early, a bare IOException when the body is cut.
    /// </summary>
    internal static VaultException From(Exception failure, string secretName, string right, bool wasWrite) =>
        failure is RequestFailedException { Status: > 0 } refused
            ? new VaultException(Classify(refused, wasWrite), secretName, right, refused.Status, failure)
            : new VaultException(
                wasWrite ? VaultFailure.OutcomeUnknown : VaultFailure.Unavailable,
                secretName,
                right,
                null,
                failure
            );

    internal static bool IsSdkFailure(Exception failure) =>
        failure
            is RequestFailedException
                or AggregateException
                or OperationCanceledException
                or JsonException
                or IOException
                or HttpRequestException
                or Azure.Identity.AuthenticationFailedException;

    private static VaultFailure Classify(RequestFailedException refused, bool wasWrite) =>
        refused switch
        {
            { Status: 404 } => VaultFailure.NotFound,
            { Status: 403 } when refused.Message.Contains("disabled secret", StringComparison.OrdinalIgnoreCase) =>
                VaultFailure.Disabled,
            { Status: 401 or 403 } => VaultFailure.Forbidden,
            { Status: 409 } => VaultFailure.NameBlocked,
            { Status: 408 or 429 } => VaultFailure.Unavailable,
            { Status: >= 500 } => wasWrite ? VaultFailure.OutcomeUnknown : VaultFailure.Unavailable,
            _ => VaultFailure.Invalid,
        };

    private static string Describe(VaultFailure failure, string secretName, string right) =>
        failure switch
        {
            VaultFailure.NotFound =>
                $"The vault has no secret \"{secretName}\". Put it there under this name, then try again.",
            VaultFailure.Disabled =>
                $"The secret \"{secretName}\" is disabled in the vault, so its value can't be read.",
            VaultFailure.Forbidden =>
                $"The vault refused \"{right}\" on the secret \"{secretName}\". Give the worker's identity the right \"{right}\" on secrets, then try again.",
            VaultFailure.NameBlocked =>
                $"The name \"{secretName}\" belongs to a deleted secret that isn't purged yet. Recover or purge it in the vault, then try again.",
            VaultFailure.Unavailable => "The vault doesn't answer.",
            VaultFailure.OutcomeUnknown =>
                $"The vault didn't answer a write of \"{secretName}\": it may have happened.",
            VaultFailure.Unusable =>
                $"The secret \"{secretName}\" holds a space or a line break, so it can't be a token or an app secret. Put it there again without, then try again.",
            VaultFailure.ReadOnly => "This portfolio is on Observe only: nothing may be changed in its vault.",
            _ => $"The vault refused a request about the secret \"{secretName}\".",
        };
}
