namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The whole vault for a test's eyes.</summary>
/// <param name="Settings">As they are now.</param>
/// <param name="Secrets">By name.</param>
public sealed record VaultState(VaultSettings Settings, IReadOnlyList<SecretState> Secrets);

/// <param name="Name">As it was first written.</param>
/// <param name="Phase"><c>Readable</c>, <c>BeingDeleted</c>, <c>Deleted</c> or <c>BeingRecovered</c>.</param>
/// <param name="DeletedDate">Unix seconds; null when not deleted.</param>
/// <param name="ScheduledPurgeDate">Unix seconds; null when not deleted.</param>
/// <param name="Versions">In the order in which they were written: the last is the latest.</param>
public sealed record SecretState(
    string Name,
    string Phase,
    long? DeletedDate,
    long? ScheduledPurgeDate,
    IReadOnlyList<VersionState> Versions
);

/// <param name="Version">32 hexadecimal digits.</param>
/// <param name="ValueSha256">Lower-case hex of the SHA-256 of the value's UTF-8.</param>
/// <param name="NotBefore">Unix seconds, like the other times.</param>
public sealed record VersionState(
    string Version,
    string ValueSha256,
    bool Enabled,
    string? ContentType,
    long? NotBefore,
    long? Expires,
    long Created,
    long Updated,
    IReadOnlyDictionary<string, string> Tags
);
