using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using SystemUserManager.Sandbox.KeyVault;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>
/// A vault of its own for one test, on a clock that stands still, and the real SDK talking to it. What went over the wire
/// is recorded on the client's side, where it is complete before the caller sees the answer.
/// </summary>
public sealed class VaultFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _http;

    private VaultFixture(SandboxHost host)
    {
        Host = host;
        _http = new HttpClient(new Recorder(TrustingOnlyThisVault(), this));
    }

    public SandboxHost Host { get; }

    public ConcurrentQueue<SentRequest> Requests { get; } = new();

    /// <summary>Sees each answer, and may spoil it, before the SDK does.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage, Task>? OnAnswer { get; set; }

    public static async Task<VaultFixture> StartAsync(string? dataFolder = null) =>
        new(
            await SandboxHost.StartAsync(
                new SandboxOptions
                {
                    GraphPort = 0,
                    VaultPort = 0,
                    World = "Empty",
                    DataFolder = dataFolder,
                    Clock = new StoppedClock(),
                }
            )
        );

    /// <summary>A client whose first call has been made, so that the SDK knows the challenge.</summary>
    public async Task<SecretClient> ReadyClientAsync(Action<SecretClientOptions>? configure = null)
    {
        var client = Client(configure);
        await client.GetPropertiesOfSecretVersionsAsync("first-call").ToListAsync();
        Requests.Clear();
        return client;
    }

    public SecretClient Client(
        Action<SecretClientOptions>? configure = null,
        TokenCredential? credential = null,
        Uri? vault = null
    )
    {
        var options = new SecretClientOptions
        {
            Transport = new HttpClientTransport(_http),
            // Allowed because the vault is on loopback; a vault under its own domain gets the strict check.
            DisableChallengeResourceVerification = vault is null,
        };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(5);
        configure?.Invoke(options);
        return new SecretClient(vault ?? Host.VaultAddress, credential ?? Credential(), options);
    }

    public ClientSecretCredential Credential(string tenant = VaultSettings.DefaultTenant, bool anyTenant = false)
    {
        var options = new ClientSecretCredentialOptions
        {
            AuthorityHost = Host.VaultAddress,
            DisableInstanceDiscovery = true,
            Transport = new HttpClientTransport(_http),
        };
        if (anyTenant)
            options.AdditionallyAllowedTenants.Add("*");
        return new ClientSecretCredential(tenant, "any-client", "any-client-secret", options);
    }

    /// <summary>A request by hand, for what the SDK never sends.</summary>
    public async Task<RawAnswer> SendAsync(
        string method,
        string pathAndQuery,
        string? body = null,
        string? bearer = null,
        Action<HttpRequestMessage>? change = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Host.VaultAddress, pathAndQuery));
        if (body is not null)
            request.Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        change?.Invoke(request);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new RawAnswer(
            response.StatusCode,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement,
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value))
        );
    }

    public async Task<RawAnswer> SendAuthorizedAsync(string method, string pathAndQuery, string? body = null) =>
        await SendAsync(method, pathAndQuery, body, await BearerAsync());

    public async Task<string> BearerAsync() =>
        (
            await Credential()
                .GetTokenAsync(new TokenRequestContext(["https://vault.azure.net/.default"]), CancellationToken.None)
        ).Token;

    public void Change(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Null(Host.Vault.Change(document.RootElement).Refusal);
    }

    /// <summary>The versions of a secret in the order of their writing, as the vault really holds them.</summary>
    public IReadOnlyList<VersionState> VersionsOf(string name) =>
        Host.Vault.ReadForState().Secrets.SingleOrDefault(secret => secret.Name == name)?.Versions ?? [];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.DisposeAsync();
    }

    private SocketsHttpHandler TrustingOnlyThisVault()
    {
        var thumbprint = Host.VaultCertificateThumbprint;
        var port = Host.VaultAddress.Port;
        var handler = new SocketsHttpHandler
        {
            // Every name leads to this vault and nothing ever leaves loopback.
            ConnectCallback = async (_, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint;
        return handler;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Start;
    }

    private sealed class Recorder(HttpMessageHandler inner, VaultFixture vault) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            vault.Requests.Enqueue(
                new SentRequest(
                    request.Method.Method,
                    request.RequestUri!.AbsolutePath,
                    request.RequestUri.Query,
                    request.Headers.Authorization?.Parameter,
                    request.Content?.Headers.ContentLength is > 0
                )
            );
            var answer = await base.SendAsync(request, ct);
            if (vault.OnAnswer is { } onAnswer)
                await onAnswer(request, answer);
            return answer;
        }
    }
}

public sealed record SentRequest(string Method, string Path, string Query, string? Bearer, bool HasBody)
{
    public bool HasBearer => Bearer is not null;
}

public sealed record RawAnswer(HttpStatusCode Status, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Code => Body.GetProperty("error").GetProperty("code").GetString();

    public string? InnerCode =>
        Body.GetProperty("error").TryGetProperty("innererror", out var inner)
            ? inner.GetProperty("code").GetString()
            : null;

    public string? Message => Body.GetProperty("error").GetProperty("message").GetString();
}
