using System.Globalization;
using Azure.Security.KeyVault.Secrets;
using MetaGraph;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Tokens;

/// <summary>A version of a secret, without its value.</summary>
internal sealed record VaultVersion(
    string Version,
    bool IsEnabled,
    bool IsPlaceholder,
    IReadOnlyDictionary<string, string> Tags
)
{
    public bool IsOfAttempt(Guid attempt) => Tags.TryGetValue("attempt", out var tag) && tag == attempt.ToString("N");

    public bool IsOurs => VaultTags.AreOurs(Tags);

    public bool IsOfToken(long tokenId) =>
        Tags.TryGetValue("token", out var tag) && tag == tokenId.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A token read from the vault, and the version it stands in.</summary>
internal sealed record VaultedToken(AccessToken Value, string Version);

/// <summary>
/// Key Vault, as one run of the worker sees it for one portfolio. Every failure is a <see cref="VaultException"/>.
/// Writes are refused where the portfolio is on Observe only. Sources: Azure Key Vault secrets REST API 2026-04-01.
/// </summary>
internal sealed class TokenVault(
    (SecretClient Reads, SecretClient Writes) clients,
    bool mayChange,
    Uri address,
    CallGate gate,
    VaultBreakers breakers
)
{
    /// <summary>Right: get. <paramref name="version"/> null: the latest.</summary>
    public async Task<VaultedToken> ReadTokenAsync(string name, string? version, CancellationToken cancellationToken)
    {
        var secret = await ReadAsync(name, version, cancellationToken);
        return new VaultedToken(Usable(name, () => AccessToken.FromSecret(secret.Value)), secret.Properties.Version);
    }

    /// <summary>Right: get.</summary>
    public async Task<AppSecret> ReadAppSecretAsync(string name, CancellationToken cancellationToken)
    {
        var secret = await ReadAsync(name, null, cancellationToken);
        return Usable(name, () => AppSecret.FromSecret(secret.Value));
    }

    /// <summary>Right: list. All versions, in no order of time; none where there is no such secret.</summary>
    public Task<IReadOnlyList<VaultVersion>> ListVersionsAsync(string name, CancellationToken cancellationToken) =>
        ListVersionsAsync(clients.Reads, name, cancellationToken);

    public static async Task<IReadOnlyList<VaultVersion>> ListVersionsAsync(
        SecretClient client,
        string name,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var versions = new List<VaultVersion>();
            await foreach (var version in client.GetPropertiesOfSecretVersionsAsync(name, cancellationToken))
                versions.Add(
                    new VaultVersion(
                        version.Version,
                        version.Enabled != false,
                        version.ContentType == Placeholder,
                        version.Tags.AsReadOnly()
                    )
                );
            return versions;
        }
        catch (Exception failure)
            when (VaultException.IsSdkFailure(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw VaultException.From(failure, name, "list", wasWrite: false);
        }
    }

    /// <summary>
    /// Writes a disabled version without a token: proves that a token could be written, before one exists. Right: set.
    /// </summary>
    public async Task<string> ReserveAsync(string name, VaultTags tags)
    {
        await gate.BeforeChangeAsync();
        return await SetAsync(
            new KeyVaultSecret(name, "reserved") { Properties = { Enabled = false, ContentType = Placeholder } },
            tags,
            null
        );
    }

    /// <summary>
    /// Where the last writes failed, whoever made them: reserves first, so that no token is the trial. Right: set.
    /// </summary>
    public async Task TryWritesAsync(AppDb db, string name, VaultTags tags)
    {
        if (await VaultBreakers.IsTrialDueAsync(db, address))
            await ReserveAsync(name, tags);
    }

    /// <summary>
    /// Writes a token that was generated a moment ago as a new version and returns the version. Never repeated by itself.
    /// Nobody is asked first, not even for the lease: there is no other place for it. Right: set.
    /// </summary>
    public Task<string> StageAsync(string name, AccessToken token, VaultTags tags, DateTimeOffset? expiresAt) =>
        SetAsync(
            new KeyVaultSecret(name, token.Reveal()) { Properties = { ContentType = "text/plain" } },
            tags,
            expiresAt
        );

    /// <summary>As <see cref="StageAsync"/>, for a token that stands somewhere else already.</summary>
    public async Task<string> PublishAsync(string name, AccessToken token, VaultTags tags, DateTimeOffset? expiresAt)
    {
        await gate.BeforeChangeAsync();
        return await StageAsync(name, token, tags, expiresAt);
    }

    /// <summary>The version that one attempt wrote a token into; null: it wrote none. Right: list.</summary>
    public async Task<string?> FindOfAttemptAsync(string name, Guid attempt, CancellationToken cancellationToken) =>
        (await ListVersionsAsync(name, cancellationToken))
            .FirstOrDefault(v => !v.IsPlaceholder && v.IsOfAttempt(attempt))
            ?.Version;

    /// <summary>
    /// Disables every version that we wrote for this token: a staged copy of another may be the only one by which that
    /// can still be ended. Rights: list, set.
    /// </summary>
    public async Task DisableOursAsync(string name, long tokenId, CancellationToken cancellationToken)
    {
        var versions = await ListVersionsAsync(name, cancellationToken);
        foreach (var version in versions.Where(v => v.IsEnabled && v.IsOurs && v.IsOfToken(tokenId)))
            await DisableAsync(name, version.Version);
    }

    /// <summary>Makes one version's value unreadable; doing it again changes nothing. Right: set.</summary>
    public async Task DisableAsync(string name, string version)
    {
        RefuseReadOnly(name);
        await gate.BeforeChangeAsync();
        try
        {
            // Not cancellable: it is wanted however impatient the caller is. The patch may be repeated by the SDK.
            await clients.Reads.UpdateSecretPropertiesAsync(
                new SecretProperties(new Uri(clients.Reads.VaultUri, $"/secrets/{name}/{version}")) { Enabled = false },
                CancellationToken.None
            );
            await breakers.SucceededAsync(address);
        }
        catch (Exception failure) when (VaultException.IsSdkFailure(failure))
        {
            throw VaultException.From(failure, name, "set", wasWrite: true);
        }
    }

    private const string Placeholder = "application/vnd.reservation";

    private static T Usable<T>(string name, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException)
        {
            // Without the inner exception: nothing of the value may travel on.
            throw new VaultException(VaultFailure.Unusable, name, "get", null, null);
        }
    }

    private async Task<KeyVaultSecret> ReadAsync(string name, string? version, CancellationToken cancellationToken)
    {
        try
        {
            return await clients.Reads.GetSecretAsync(name, version, cancellationToken: cancellationToken);
        }
        catch (Exception failure)
            when (VaultException.IsSdkFailure(failure) && !cancellationToken.IsCancellationRequested)
        {
            throw VaultException.From(failure, name, "get", wasWrite: false);
        }
    }

    private async Task<string> SetAsync(KeyVaultSecret secret, VaultTags tags, DateTimeOffset? expiresAt)
    {
        RefuseReadOnly(secret.Name);
        foreach (var (tag, value) in tags.ToDictionary())
            secret.Properties.Tags[tag] = value;
        secret.Properties.ExpiresOn = expiresAt;
        try
        {
            // Not cancellable: a token that was generated has to get here.
            var written = await clients.Writes.SetSecretAsync(secret, CancellationToken.None);
            await breakers.SucceededAsync(address);
            return written.Value.Properties.Version;
        }
        catch (Exception failure) when (VaultException.IsSdkFailure(failure))
        {
            var explained = VaultException.From(failure, secret.Name, "set", wasWrite: true);
            if (explained.Failure is not (VaultFailure.Unavailable or VaultFailure.OutcomeUnknown))
                throw explained;
            throw new VaultException(explained.Failure, secret.Name, "set", explained.Status, failure)
            {
                BlockedUntil = await breakers.FailedAsync(address),
            };
        }
    }

    private void RefuseReadOnly(string name)
    {
        if (!mayChange)
            throw new VaultException(VaultFailure.ReadOnly, name, "set", null, null);
    }
}
