using System.Security.Cryptography;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>
/// The vault's secrets: what the real service does with each request, without its HTTP. Refusals are thrown as
/// <see cref="VaultRefusal"/>, in the order in which the service checks.
/// </summary>
public sealed partial class KeyVaultStore(Journal journal, TimeProvider clock)
{
    private const long SecondsPerDay = 86_400;

    private readonly VaultShelves _shelves = new(journal, clock);

    public VaultSettings Settings
    {
        get
        {
            lock (journal.Lock)
                return _shelves.Settings;
        }
    }

    /// <summary>Adds a version, whatever state the name is in and whoever is denied what: the hand of a world or a test.</summary>
    /// <returns>The id of the version.</returns>
    public string Plant(string name, string value, IDictionary<string, string>? tags = null, string? contentType = null)
    {
        var parameters = new SecretParameters
        {
            Value = value,
            ContentType = contentType,
            Tags = tags?.ToDictionary(StringComparer.Ordinal),
        };
        lock (journal.Lock)
        {
            if (_shelves.Find(name) is { } shelf && shelf.PhaseAt(clock.GetUtcNow()) is not SecretPhase.Readable)
                _shelves.Remove(shelf);
            return Set(name, parameters).Version.Version;
        }
    }

    internal SecretReading Set(string name, SecretParameters parameters)
    {
        SecretRules.Name(name);
        var value = SecretRules.Value(parameters.Value);
        SecretRules.Check(parameters);
        lock (journal.Lock)
        {
            var shelf = _shelves.Find(name);
            if (shelf is not null)
                RefuseUnlessReadable(shelf, isSet: true);
            var secret = shelf?.Secret ?? new StoredSecret(name);
            if (shelf is null)
                _shelves.Save(secret);
            var now = NowInSeconds();
            var version = new StoredVersion(
                _shelves.NextOrder(),
                NewVersionId(),
                value,
                parameters.ContentType,
                parameters.Attributes?.Enabled ?? true,
                parameters.Attributes?.Nbf,
                parameters.Attributes?.Exp,
                now,
                now,
                parameters.Tags
            );
            _shelves.Save(secret, version);
            return new SecretReading(secret, version);
        }
    }

    /// <param name="name">The secret.</param>
    /// <param name="version">Null: the latest.</param>
    internal SecretReading Get(string name, string? version)
    {
        lock (journal.Lock)
        {
            var reading = Read(name, version);
            return reading.Version.Enabled ? reading : throw VaultRefusal.Disabled();
        }
    }

    /// <summary>What the parameters don't say stays; tags, when said, replace all tags.</summary>
    internal SecretReading Update(string name, string? version, SecretParameters parameters)
    {
        SecretRules.Check(parameters);
        lock (journal.Lock)
        {
            var (secret, old) = Read(name, version);
            var changed = old with
            {
                ContentType = parameters.ContentType ?? old.ContentType,
                Enabled = parameters.Attributes?.Enabled ?? old.Enabled,
                NotBefore = parameters.Attributes?.Nbf ?? old.NotBefore,
                Expires = parameters.Attributes?.Exp ?? old.Expires,
                Tags = parameters.Tags ?? old.Tags,
                Updated = NowInSeconds(),
            };
            _shelves.Save(secret, changed);
            return new SecretReading(secret, changed);
        }
    }

    /// <summary>The latest version of each readable secret, by name.</summary>
    internal IReadOnlyList<SecretReading> List()
    {
        lock (journal.Lock)
            return InPhase(SecretPhase.Readable);
    }

    /// <summary>By the version's id, which is no order in time; a name that isn't there has none.</summary>
    internal IReadOnlyList<SecretReading> ListVersions(string name)
    {
        SecretRules.Name(name);
        lock (journal.Lock)
            return Readable(name) is { } shelf
                ? [.. Ordered(shelf).Select(version => new SecretReading(shelf.Secret, version))]
                : [];
    }

    internal SecretReading Delete(string name)
    {
        SecretRules.Name(name);
        lock (journal.Lock)
        {
            var shelf = _shelves.Find(name);
            if (shelf is null || shelf.PhaseAt(clock.GetUtcNow()) is SecretPhase.Deleted)
                throw VaultRefusal.NotFound(name);
            RefuseUnlessReadable(shelf, isSet: false);
            var deletedDate = NowInSeconds();
            var settings = _shelves.Settings;
            _shelves.Save(
                shelf.Secret with
                {
                    Deletion = new SecretDeletion(
                        clock.GetUtcNow() + TimeSpan.FromMilliseconds(settings.DeleteDelayMilliseconds),
                        deletedDate,
                        deletedDate + settings.RetentionDays * SecondsPerDay
                    ),
                    ReadableFrom = null,
                }
            );
            return shelf.Latest;
        }
    }

    internal IReadOnlyList<SecretReading> ListDeleted()
    {
        lock (journal.Lock)
            return InPhase(SecretPhase.Deleted);
    }

    internal SecretReading GetDeleted(string name)
    {
        SecretRules.Name(name);
        lock (journal.Lock)
        {
            var shelf = _shelves.Find(name);
            return shelf?.PhaseAt(clock.GetUtcNow()) is SecretPhase.Deleted
                ? shelf.Latest
                : throw VaultRefusal.DeletedNotFound(name);
        }
    }

    internal SecretReading Recover(string name)
    {
        lock (journal.Lock)
        {
            var shelf = DeletedShelf(name);
            var lag = _shelves.Settings.RecoveryLagMilliseconds;
            _shelves.Save(
                shelf.Secret with
                {
                    Deletion = null,
                    ReadableFrom = clock.GetUtcNow() + TimeSpan.FromMilliseconds(lag),
                }
            );
            return shelf.Latest;
        }
    }

    internal void Purge(string name)
    {
        lock (journal.Lock)
        {
            var shelf = DeletedShelf(name);
            var settings = _shelves.Settings;
            if (settings.PurgeProtection)
                throw VaultRefusal.PurgeProtected(settings.Name);
            _shelves.Remove(shelf);
        }
    }

    /// <summary>The secret and all its versions, in the order of their writing.</summary>
    internal SecretBackup Backup(string name)
    {
        SecretRules.Name(name);
        lock (journal.Lock)
        {
            var shelf = Readable(name) ?? throw VaultRefusal.NotFound(name);
            return new SecretBackup(shelf.Secret.Name, [.. shelf.Versions]);
        }
    }

    internal SecretReading Restore(SecretBackup backup)
    {
        lock (journal.Lock)
        {
            if (_shelves.Find(backup.Name) is { } shelf)
            {
                RefuseUnlessReadable(shelf, isSet: true);
                throw VaultRefusal.AlreadyExists(backup.Name);
            }
            var secret = new StoredSecret(backup.Name);
            _shelves.Save(secret);
            foreach (var version in backup.Versions)
                _shelves.Save(secret, version with { Order = _shelves.NextOrder() });
            return _shelves.Find(backup.Name)!.Latest;
        }
    }

    private static IEnumerable<StoredVersion> Ordered(SecretShelf shelf) =>
        shelf.Versions.OrderBy(version => version.Version, StringComparer.Ordinal);

    private static string NewVersionId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private long NowInSeconds() => clock.GetUtcNow().ToUnixTimeSeconds();

    private SecretReading Read(string name, string? version)
    {
        SecretRules.Name(name);
        if (version is not null)
            SecretRules.Version(version);
        var shelf = Readable(name) ?? throw VaultRefusal.NotFound(name, version);
        return version is null ? shelf.Latest : shelf.Find(version) ?? throw VaultRefusal.NotFound(name, version);
    }

    private SecretShelf? Readable(string name)
    {
        var shelf = _shelves.Find(name);
        return shelf?.PhaseAt(clock.GetUtcNow()) is SecretPhase.Readable ? shelf : null;
    }

    private SecretShelf DeletedShelf(string name)
    {
        SecretRules.Name(name);
        var shelf = _shelves.Find(name);
        return shelf?.PhaseAt(clock.GetUtcNow()) switch
        {
            SecretPhase.Deleted => shelf,
            SecretPhase.BeingDeleted => throw VaultRefusal.BeingDeleted(shelf.Secret.Name, isSet: false),
            _ => throw VaultRefusal.DeletedNotFound(name),
        };
    }

    private IReadOnlyList<SecretReading> InPhase(SecretPhase phase)
    {
        var now = clock.GetUtcNow();
        return [.. _shelves.All().Where(shelf => shelf.PhaseAt(now) == phase).Select(shelf => shelf.Latest)];
    }

    private void RefuseUnlessReadable(SecretShelf shelf, bool isSet)
    {
        var name = shelf.Secret.Name;
        switch (shelf.PhaseAt(clock.GetUtcNow()))
        {
            case SecretPhase.BeingDeleted:
                throw VaultRefusal.BeingDeleted(name, isSet);
            case SecretPhase.Deleted:
                throw VaultRefusal.DeletedButRecoverable(name);
            case SecretPhase.BeingRecovered:
                throw VaultRefusal.BeingRecovered(name, isSet);
        }
    }
}
