using System.Runtime.CompilerServices;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>A secret of a vault as its list tells it: the latest version, never a value.</summary>
/// <param name="UpdatedAt">UTC, to the second; null: the vault didn't say.</param>
internal sealed record VaultSecretSeen(
    string Name,
    bool IsEnabled,
    IReadOnlyDictionary<string, string> Tags,
    DateTimeOffset? UpdatedAt,
    DateTimeOffset? ExpiresAt = null
)
{
    public bool IsOurs => VaultTags.AreOurs(Tags);

    public bool IsOf(string businessId) => Tags.TryGetValue("portfolio", out var tag) && tag == businessId;

    /// <summary>Meta's id of whom we wrote it for, as its tag says; null: it has none.</summary>
    public string? SystemUserId => Tags.GetValueOrDefault("system-user");

    public long? TokenId => Tags.TryGetValue("token", out var tag) && long.TryParse(tag, out var id) ? id : null;
}

/// <summary>Lists the secrets of a vault once for all portfolios of a pass. Right: list.</summary>
internal sealed class VaultCensus(VaultClients clients)
{
    private readonly Dictionary<Uri, IReadOnlyList<VaultSecretSeen>> _read = [];

    public Uri AddressOf(string? own) => clients.AddressOf(own);

    /// <exception cref="VaultException">The vault didn't answer or refused.</exception>
    public async Task<IReadOnlyList<VaultSecretSeen>> ReadAsync(Uri vault, CancellationToken cancellationToken)
    {
        if (!_read.TryGetValue(vault, out var secrets))
            _read[vault] = secrets = await ListAsync(vault, cancellationToken).ToListAsync(cancellationToken);
        return secrets;
    }

    /// <summary>All versions of one secret, in no order; none where there is no such secret.</summary>
    /// <exception cref="VaultException">The vault didn't answer or refused.</exception>
    public Task<IReadOnlyList<VaultVersion>> VersionsAsync(
        Uri vault,
        string name,
        CancellationToken cancellationToken
    ) => TokenVault.ListVersionsAsync(clients.Of(vault).Reads, name, cancellationToken);

    private async IAsyncEnumerable<VaultSecretSeen> ListAsync(
        Uri vault,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var secrets = clients
            .Of(vault)
            .Reads.GetPropertiesOfSecretsAsync(cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await secrets.MoveNextAsync())
                    yield break;
            }
            catch (Exception failure)
                when (VaultException.IsSdkFailure(failure) && !cancellationToken.IsCancellationRequested)
            {
                throw VaultException.From(failure, "*", "list", wasWrite: false);
            }

            var secret = secrets.Current;
            yield return new VaultSecretSeen(
                secret.Name,
                secret.Enabled != false,
                secret.Tags.AsReadOnly(),
                secret.UpdatedOn,
                secret.ExpiresOn
            );
        }
    }
}
