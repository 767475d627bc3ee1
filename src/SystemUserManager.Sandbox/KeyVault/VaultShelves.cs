using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>
/// The vault's records in the journal, with an index in memory so that a read doesn't scan them.
/// Every caller holds <see cref="Journal.Lock"/>.
/// </summary>
internal sealed class VaultShelves
{
    private const string SettingsTable = "vault-settings";
    private const string SecretsTable = "vault-secrets";
    private const string VersionsTable = "vault-versions";
    private const string SettingsKey = "settings";

    private readonly Journal _journal;
    private readonly TimeProvider _clock;
    private Dictionary<string, SecretShelf>? _shelves;
    private long _order;

    public VaultShelves(Journal journal, TimeProvider clock)
    {
        _journal = journal;
        _clock = clock;
        journal.Cleared += (_, _) => _shelves = null;
    }

    public VaultSettings Settings
    {
        get => _journal.Get<VaultSettings>(SettingsTable, SettingsKey) ?? new VaultSettings();
        set => _journal.Put(SettingsTable, SettingsKey, value);
    }

    /// <summary>In the order of their names. Secrets past their retention are gone.</summary>
    public IReadOnlyList<SecretShelf> All()
    {
        var shelves = Load();
        foreach (var gone in shelves.Values.Where(IsPastRetention).ToList())
            Remove(gone);
        return [.. shelves.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];
    }

    public SecretShelf? Find(string name)
    {
        if (!Load().TryGetValue(KeyOf(name), out var shelf))
            return null;
        if (!IsPastRetention(shelf))
            return shelf;
        Remove(shelf);
        return null;
    }

    public long NextOrder()
    {
        Load();
        return ++_order;
    }

    public void Save(StoredSecret secret)
    {
        var shelves = Load();
        if (shelves.TryGetValue(KeyOf(secret.Name), out var shelf))
            shelf.Secret = secret;
        else
            shelves[KeyOf(secret.Name)] = new SecretShelf(secret);
        _journal.Put(SecretsTable, KeyOf(secret.Name), secret);
    }

    public void Save(StoredSecret secret, StoredVersion version)
    {
        Load()[KeyOf(secret.Name)].Place(version);
        _journal.Put(VersionsTable, $"{KeyOf(secret.Name)}/{version.Version}", version);
    }

    public void Remove(SecretShelf shelf)
    {
        var key = KeyOf(shelf.Secret.Name);
        Load().Remove(key);
        // The secret goes first: a kill in between leaves versions without a secret, which loading passes over.
        _journal.Remove(SecretsTable, key);
        foreach (var version in shelf.Versions)
            _journal.Remove(VersionsTable, $"{key}/{version.Version}");
    }

    private static string KeyOf(string name) => name.ToLowerInvariant();

    private bool IsPastRetention(SecretShelf shelf) =>
        shelf.Secret.Deletion is { } deletion && deletion.ScheduledPurgeDate <= _clock.GetUtcNow().ToUnixTimeSeconds();

    private Dictionary<string, SecretShelf> Load()
    {
        if (_shelves is not null)
            return _shelves;

        var versions = _journal.All<StoredVersion>(VersionsTable).OrderBy(pair => pair.Record.Order).ToList();
        _order = versions.Count == 0 ? 0 : versions[^1].Record.Order;
        _shelves = _journal
            .All<StoredSecret>(SecretsTable)
            .ToDictionary(pair => pair.Key, pair => new SecretShelf(pair.Record), StringComparer.Ordinal);
        foreach (var (key, version) in versions)
            if (_shelves.TryGetValue(key[..key.IndexOf('/', StringComparison.Ordinal)], out var shelf))
                shelf.Place(version);
        // A kill between a secret's record and its first version leaves a name without a version: it was never answered.
        foreach (var empty in _shelves.Where(pair => pair.Value.Versions.Count == 0).Select(pair => pair.Key).ToList())
            _shelves.Remove(empty);
        return _shelves;
    }
}
