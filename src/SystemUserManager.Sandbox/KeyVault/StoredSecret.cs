namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>What is true of a secret as a whole; its versions are records of their own.</summary>
internal sealed record StoredSecret(string Name)
{
    public SecretDeletion? Deletion { get; init; }

    /// <summary>When a recovered secret becomes readable again; null when it never was deleted.</summary>
    public DateTimeOffset? ReadableFrom { get; init; }
}

/// <param name="CompleteAt">When the secret leaves "being deleted" for "deleted".</param>
/// <param name="DeletedDate">Unix seconds.</param>
/// <param name="ScheduledPurgeDate">Unix seconds.</param>
internal sealed record SecretDeletion(DateTimeOffset CompleteAt, long DeletedDate, long ScheduledPurgeDate);

/// <param name="Order">Grows with each write: <c>Created</c> has a resolution of one second and can't order two.</param>
/// <param name="Version">32 hexadecimal digits.</param>
/// <param name="NotBefore">Unix seconds, like the other times.</param>
internal sealed record StoredVersion(
    long Order,
    string Version,
    string Value,
    string? ContentType,
    bool Enabled,
    long? NotBefore,
    long? Expires,
    long Created,
    long Updated,
    IReadOnlyDictionary<string, string>? Tags
)
{
    // A record prints its members; this one must never print the value.
    public override string ToString() => $"{Version} (value not shown)";
}

/// <summary>One version together with the secret it belongs to, as the vault's answers need it.</summary>
internal sealed record SecretReading(StoredSecret Secret, StoredVersion Version);

internal enum SecretPhase
{
    Readable,
    BeingDeleted,
    Deleted,
    BeingRecovered,
}
