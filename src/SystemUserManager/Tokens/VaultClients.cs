using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Options;

namespace SystemUserManager.Tokens;

/// <summary>
/// The SDK's clients, two for each vault: reads are retried by the SDK, writes never (it would silently set a secret
/// twice when an answer is lost). Only a worker can make one.
/// </summary>
internal sealed class VaultClients(IOptions<KeyVaultOptions> options, SandboxAddresses? sandbox = null) : IDisposable
{
    private readonly ConcurrentDictionary<Uri, (SecretClient Reads, SecretClient Writes)> _clients = new();
    private readonly ConcurrentBag<HttpClient> _http = [];

    public Uri DefaultVault =>
        options.Value.VaultUri
        ?? sandbox?.VaultUri
        ?? throw new InvalidOperationException(
            "KeyVault:VaultUri is missing: set it to the https address of the vault."
        );

    /// <param name="own">A portfolio's own vault; null: it uses that of the settings.</param>
    public Uri AddressOf(string? own) => own is null ? DefaultVault : VaultAddress.Of(own, sandbox);

    public (SecretClient Reads, SecretClient Writes) Of(Uri vault) =>
        _clients.GetOrAdd(vault, uri => (Create(uri, 3), Create(uri, 0)));

    public void Dispose()
    {
        foreach (var http in _http)
            http.Dispose();
    }

    private SecretClient Create(Uri vault, int retries)
    {
        var isSandbox = sandbox is not null && vault == sandbox.VaultUri;
        var settings = new SecretClientOptions
        {
            // The sandbox answers on 127.0.0.1, which is under no vault's domain; every real vault is checked strictly.
            DisableChallengeResourceVerification = isSandbox,
            Retry = { NetworkTimeout = options.Value.Timeout },
            RetryPolicy = new VaultRetries(retries, options.Value.RetryDelay, options.Value.Timeout),
            Diagnostics = { IsLoggingContentEnabled = false, IsDistributedTracingEnabled = false },
        };
        if (isSandbox)
            settings.Transport = SandboxTransport();
        return new SecretClient(vault, isSandbox ? SandboxCredential() : Credential(), settings);
    }

    private TokenCredential Credential() =>
        options.Value.Credential switch
        {
            KeyVaultCredential.ManagedIdentity => new ManagedIdentityCredential(
                options.Value.ClientId is { } id
                    ? ManagedIdentityId.FromUserAssignedClientId(id)
                    : ManagedIdentityId.SystemAssigned
            ),
            KeyVaultCredential.WorkloadIdentity => new WorkloadIdentityCredential(
                new WorkloadIdentityCredentialOptions
                {
                    TenantId = options.Value.TenantId,
                    ClientId = options.Value.ClientId,
                }
            ),
            KeyVaultCredential.ClientSecret => new ClientSecretCredential(
                options.Value.TenantId,
                options.Value.ClientId,
                options.Value.ClientSecret
            ),
            _ => new DefaultAzureCredential(),
        };

    private ClientSecretCredential SandboxCredential() =>
        new(
            "11111111-1111-1111-1111-111111111111",
            "22222222-2222-2222-2222-222222222222",
            "sandbox",
            new ClientSecretCredentialOptions
            {
                AuthorityHost = sandbox!.VaultUri,
                DisableInstanceDiscovery = true,
                AdditionallyAllowedTenants = { "*" },
                Transport = SandboxTransport(),
            }
        );

    private HttpClientTransport SandboxTransport()
    {
        using var expected = X509CertificateLoader.LoadCertificateFromFile(sandbox!.VaultCertificateFile);
        var thumbprint = expected.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                        certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)
                        == thumbprint,
                },
            }
        );
        _http.Add(http);
        return new HttpClientTransport(http);
    }
}
