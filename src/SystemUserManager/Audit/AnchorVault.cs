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

    /// <summary>Every anchor that was ever written, in no order; a version without our tags is none.</summary>
    /// <exception cref="VaultException">They can't be listed.</exception>
    public async Task<IReadOnlyList<Anchor>> ListAsync(CancellationToken cancellationToken)
    {
        var vault = new TokenVault(clients.Of(clients.DefaultVault), mayChange: false);
        var versions = await vault.ListVersionsAsync(SecretName, cancellationToken);
        return [.. versions.Where(v => v.IsOurs).Select(v => Of(v.Tags)).OfType<Anchor>()];
    }

    /// <summary>Never repeated by itself.</summary>
    /// <exception cref="VaultException">It wasn't written, or nobody knows whether it was.</exception>
    public async Task WriteAsync(Anchor anchor)
    {
        var sequence = anchor.Sequence.ToString(CultureInfo.InvariantCulture);
        var secret = new KeyVaultSecret(SecretName, $"{sequence} {anchor.Hash}")
        {
            Properties =
            {
                ContentType = "text/plain",
                Tags =
                {
                    ["managed-by"] = VaultTags.ManagedByValue,
                    ["sequence"] = sequence,
                    ["hash"] = anchor.Hash,
                },
            },
        };
        try
        {
            // Not cancellable: it is written down already that it is being written.
            await clients.Of(clients.DefaultVault).Writes.SetSecretAsync(secret, CancellationToken.None);
        }
        catch (Exception failure) when (VaultException.IsSdkFailure(failure))
        {
            throw VaultException.From(failure, SecretName, "set", wasWrite: true);
        }
    }

    private static Anchor? Of(IReadOnlyDictionary<string, string> tags) =>
        tags.TryGetValue("sequence", out var sequence)
        && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && tags.TryGetValue("hash", out var hash)
            ? new Anchor(number, hash)
            : null;
}
