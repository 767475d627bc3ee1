namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>A secret in memory: its record and its versions in the order in which they were written.</summary>
internal sealed class SecretShelf(StoredSecret secret)
{
    private readonly List<StoredVersion> _versions = [];

    public StoredSecret Secret { get; set; } = secret;

    public IReadOnlyList<StoredVersion> Versions => _versions;

    public SecretReading Latest => new(Secret, _versions[^1]);

    public SecretReading? Find(string version)
    {
        var found = _versions.Find(kept => string.Equals(kept.Version, version, StringComparison.OrdinalIgnoreCase));
        return found is null ? null : new SecretReading(Secret, found);
    }

    /// <summary>Replaces the version of the same id, or adds it as the latest.</summary>
    public void Place(StoredVersion version)
    {
        var index = _versions.FindIndex(kept => kept.Version == version.Version);
        if (index < 0)
            _versions.Add(version);
        else
            _versions[index] = version;
    }

    public SecretPhase PhaseAt(DateTimeOffset now) =>
        Secret switch
        {
            { Deletion: { } deletion } => now < deletion.CompleteAt ? SecretPhase.BeingDeleted : SecretPhase.Deleted,
            { ReadableFrom: { } from } when now < from => SecretPhase.BeingRecovered,
            _ => SecretPhase.Readable,
        };
}
