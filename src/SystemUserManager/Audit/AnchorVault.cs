using System.Globalization;
using Azure.Security.KeyVault.Secrets;
using SystemUserManager.Tokens;

namespace SystemUserManager.Audit;

/// <summary>
/// Where the ends of the log are kept outside it: the versions of one secret in the vault of the settings. Everything is
/// in the tags; the value says the same for whoever reads it there. Rights: list, and set for the daily anchor.
/// </summary>
internal sealed class AnchorVault(VaultClients clients)
{
    public const string SecretName = "audit-anchor";

    /// <summary>What is thrown, and written down, where the worker's identity has no right to write here.</summary>
    public static VaultException WriteRefused => new(VaultFailure.Forbidden, SecretName, "set", null, null);

    public Uri Address => clients.DefaultVault;

    /// <summary>Every anchor that was ever written, in no order; a version without our tags is none.</summary>
    /// <exception cref="VaultException">They can't be listed.</exception>
    public async Task<IReadOnlyList<Anchor>> ListAsync(CancellationToken cancellationToken)
    {
        var reads = clients.Of(clients.DefaultVault).Reads;
        var versions = await TokenVault.ListVersionsAsync(reads, SecretName, cancellationToken);
        return [.. versions.Where(v => v.IsOurs).Select(Of).OfType<Anchor>()];
    }

    /// <summary>Never repeated by itself.</summary>
    /// <exception cref="VaultException">It wasn't written, or nobody knows whether it was.</exception>
    public async Task<Anchor> WriteAsync(long sequence, string hash)
    {
        var number = sequence.ToString(CultureInfo.InvariantCulture);
        var secret = new KeyVaultSecret(SecretName, $"{number} {hash}")
        {
            Properties =
            {
                ContentType = "text/plain",
                Tags =
                {
                    ["managed-by"] = VaultTags.ManagedByValue,
                    ["sequence"] = number,
                    ["hash"] = hash,
                },
            },
        };
        try
        {
            // Not cancellable: it is written down already that it is being written.
            var written = await clients.Of(clients.DefaultVault).Writes.SetSecretAsync(secret, CancellationToken.None);
            return new Anchor(sequence, hash, written.Value.Properties.Version);
        }
        catch (Exception failure) when (VaultException.IsSdkFailure(failure))
        {
            throw VaultException.From(failure, SecretName, "set", wasWrite: true);
        }
    }

    private static Anchor? Of(VaultVersion version) =>
        version.Tags.TryGetValue("sequence", out var sequence)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && version.Tags.TryGetValue("hash", out var hash)
            ? new Anchor(number, hash, version.Version)
            : null;
}
