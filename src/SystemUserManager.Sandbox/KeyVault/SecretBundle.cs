using System.Text.Json.Serialization;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>
/// A secret on the wire: with its value for set and get, without for all else; a deleted one with its three dates.
/// <c>kid</c>, <c>managed</c> and <c>previousVersion</c> belong to certificates and never appear on a plain secret.
/// </summary>
internal sealed record SecretBundle
{
    public string? Value { get; init; }

    public required string Id { get; init; }

    public string? ContentType { get; init; }

    public required SecretBundleAttributes Attributes { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? RecoveryId { get; init; }

    public long? DeletedDate { get; init; }

    public long? ScheduledPurgeDate { get; init; }

    // A record prints its members; this one must never print the value.
    public override string ToString() => Id;
}

/// <summary>Times are Unix seconds.</summary>
internal sealed record SecretBundleAttributes(
    bool Enabled,
    long? Nbf,
    long? Exp,
    long Created,
    long Updated,
    string RecoveryLevel,
    int RecoverableDays
);

/// <param name="Value">The items of this page.</param>
/// <param name="NextLink">Absolute; null, and then written as null, on the last page.</param>
internal sealed record SecretPage(
    IReadOnlyList<SecretBundle> Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextLink
);

/// <summary>The body of a backup's answer and of a restore's request.</summary>
internal sealed record SealedBackup(string? Value)
{
    public override string ToString() => "SealedBackup";
}

/// <summary>Makes bundles whose ids name the host that the request named.</summary>
internal sealed class SecretBundles(HttpContext http, VaultSettings settings)
{
    private readonly string _vault = $"{http.Request.Scheme}://{http.Request.Host}";

    public SecretBundle WithValue(SecretReading reading) =>
        WithoutValue(reading) with
        {
            Value = reading.Version.Value,
        };

    public SecretBundle WithoutValue(SecretReading reading)
    {
        var (secret, version) = reading;
        return new SecretBundle
        {
            Id = $"{_vault}/secrets/{secret.Name}/{version.Version}",
            ContentType = version.ContentType,
            Attributes = new SecretBundleAttributes(
                version.Enabled,
                version.NotBefore,
                version.Expires,
                version.Created,
                version.Updated,
                settings.RecoveryLevel,
                settings.RetentionDays
            ),
            Tags = version.Tags,
        };
    }

    /// <summary>An item of the list of secrets: its id has no version.</summary>
    public SecretBundle Item(SecretReading reading) =>
        WithoutValue(reading) with
        {
            Id = $"{_vault}/secrets/{reading.Secret.Name}",
        };

    public SecretBundle Deleted(SecretReading reading) => WithDeletion(WithoutValue(reading), reading.Secret);

    public SecretBundle DeletedItem(SecretReading reading) => WithDeletion(Item(reading), reading.Secret);

    private SecretBundle WithDeletion(SecretBundle bundle, StoredSecret secret) =>
        bundle with
        {
            RecoveryId = $"{_vault}/deletedsecrets/{secret.Name}",
            DeletedDate = secret.Deletion?.DeletedDate,
            ScheduledPurgeDate = secret.Deletion?.ScheduledPurgeDate,
        };
}
