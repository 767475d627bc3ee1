using System.Text.Json.Serialization;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>How this vault behaves. One record in the journal, changed behind the product's back by <c>Change</c>.</summary>
public sealed record VaultSettings
{
    /// <summary>The tenant in the challenge until a setting says otherwise.</summary>
    public const string DefaultTenant = "5a0d1e2f-0000-4000-8000-00000000face";

    /// <summary>The name in the error texts. Ids and links follow the host that the request named.</summary>
    public string Name { get; init; } = "sandbox-vault";

    /// <summary>
    /// The tenant that the challenge names. The SDK asks for a token of exactly this one, and a credential of
    /// another refuses by itself unless it allows additional tenants, as with the real service.
    /// </summary>
    public string Tenant { get; init; } = DefaultTenant;

    /// <summary>For how long a deleted secret is neither readable nor in the list of deleted ones.</summary>
    public int DeleteDelayMilliseconds { get; init; }

    /// <summary>For how long a recovered secret still answers 404.</summary>
    public int RecoveryLagMilliseconds { get; init; }

    /// <summary>7 to 90; the real service fixes it when the vault is created.</summary>
    public int RetentionDays { get; init; } = 90;

    public bool PurgeProtection { get; init; }

    public bool IsReadOnly { get; init; }

    /// <summary><c>expires_in</c> of the bearers issued from now on; nothing or less makes them expired at birth.</summary>
    public int BearerLifetimeSeconds { get; init; } = 3599;

    /// <summary>The token endpoint answers every credential with <c>invalid_client</c>.</summary>
    public bool RefusesCredentials { get; init; }

    /// <summary>Bearers issued up to this moment (Unix milliseconds) get a claims challenge.</summary>
    public long? BearersRevokedAt { get; init; }

    /// <summary>Microsoft's figure for a vault is 4,000.</summary>
    public int RequestsPerTenSeconds { get; init; } = 4_000;

    public IReadOnlyList<VaultDenial> Denied { get; init; } = [];

    [JsonIgnore]
    public string RecoveryLevel =>
        (RetentionDays < 90 ? "CustomizedRecoverable" : "Recoverable") + (PurgeProtection ? "" : "+Purgeable");

    /// <summary>Null when these settings make sense, otherwise a sentence.</summary>
    public string? Refusal()
    {
        if (RetentionDays is < 7 or > 90)
            return $"retentionDays is {RetentionDays}, but a vault keeps deleted secrets for 7 to 90 days.";
        if (DeleteDelayMilliseconds < 0)
            return "deleteDelayMilliseconds is below 0.";
        if (RecoveryLagMilliseconds < 0)
            return "recoveryLagMilliseconds is below 0.";
        if (RequestsPerTenSeconds < 0)
            return "requestsPerTenSeconds is below 0.";
        return null;
    }
}

/// <summary>A permission that the caller lacks, on one secret or (null) on the whole vault.</summary>
public sealed record VaultDenial(string Permission, string? Secret);
