using System.Security.Cryptography;
using System.Text;

namespace SystemUserManager.Sandbox.KeyVault;

/// <content>What people do in the vault behind the product's back, and what a test may see of it.</content>
public sealed partial class KeyVaultStore
{
    /// <param name="name">The secret.</param>
    /// <param name="version">Null: the latest.</param>
    /// <param name="enabled">Of this one version.</param>
    internal void SetEnabled(string name, string? version, bool enabled) =>
        Update(name, version, new SecretParameters { Attributes = new SecretParameterAttributes(enabled, null, null) });

    /// <summary>Replaces all tags of the version, also with none, which the SDK can't.</summary>
    internal void SetTags(string name, string? version, IReadOnlyDictionary<string, string> tags) =>
        Update(name, version, new SecretParameters { Tags = tags });

    internal void Deny(string permission, string? secret) =>
        Configure(settings =>
            settings with
            {
                Denied = [.. settings.Denied.Append(new VaultDenial(permission, secret)).Distinct()],
            }
        );

    /// <summary>Takes back the denials that match; null matches any.</summary>
    internal void Allow(string? permission, string? secret) =>
        Configure(settings =>
            settings with
            {
                Denied =
                [
                    .. settings.Denied.Where(denial =>
                        (permission is not null && denial.Permission != permission)
                        || (
                            secret is not null
                            && !string.Equals(denial.Secret, secret, StringComparison.OrdinalIgnoreCase)
                        )
                    ),
                ],
            }
        );

    /// <summary>From now on every bearer issued before is answered with a claims challenge.</summary>
    internal void RevokeBearers() =>
        Configure(settings => settings with { BearersRevokedAt = Bearers.NowInMilliseconds() });

    public void Configure(Func<VaultSettings, VaultSettings> change)
    {
        lock (journal.Lock)
            _shelves.Settings = change(_shelves.Settings);
    }

    /// <summary>Every secret and version, deleted ones too, with the SHA-256 of each value and never the value.</summary>
    public VaultState ReadForState()
    {
        lock (journal.Lock)
        {
            var now = clock.GetUtcNow();
            return new VaultState(
                _shelves.Settings,
                [
                    .. _shelves
                        .All()
                        .Select(shelf => new SecretState(
                            shelf.Secret.Name,
                            shelf.PhaseAt(now).ToString(),
                            shelf.Secret.Deletion?.DeletedDate,
                            shelf.Secret.Deletion?.ScheduledPurgeDate,
                            [.. shelf.Versions.Select(Describe)]
                        )),
                ]
            );
        }
    }

    private static VersionState Describe(StoredVersion version) =>
        new(
            version.Version,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version.Value))),
            version.Enabled,
            version.ContentType,
            version.NotBefore,
            version.Expires,
            version.Created,
            version.Updated,
            version.Tags ?? new Dictionary<string, string>(StringComparer.Ordinal)
        );
}
