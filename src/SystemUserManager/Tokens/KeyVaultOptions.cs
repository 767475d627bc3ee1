namespace SystemUserManager.Tokens;

public enum KeyVaultCredential
{
    /// <summary>Development: what the developer is signed in with.</summary>
    Default,
    ManagedIdentity,
    WorkloadIdentity,

    /// <summary>Tenant, client id and client secret of the settings.</summary>
    ClientSecret,
}

/// <summary>The section <c>KeyVault</c> of the settings. Only a worker reads it.</summary>
public sealed class KeyVaultOptions
{
    public const string Section = "KeyVault";

    /// <summary>https address of the vault; a portfolio may name another. Required, except with the sandbox.</summary>
    public Uri? VaultUri { get; set; }

    /// <summary>Default: ManagedIdentity, in Development too.</summary>
    public KeyVaultCredential Credential { get; set; } = KeyVaultCredential.ManagedIdentity;

    public string? TenantId { get; set; }

    public string? ClientId { get; set; }

    /// <summary>From an environment variable or a mounted file, never from a file of the repository.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>How long one request may take. Default 15 s; 1-100 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>First pause before a read is repeated; doubled at each of three. Default 0.8 s; 0.01-10 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.8);

    /// <summary>How long a new token may take into the vault before it is given up and revoked. Default 60 s; 1-600 s.</summary>
    public TimeSpan WriteBudget { get; set; } = TimeSpan.FromSeconds(60);
}
