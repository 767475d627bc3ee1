using Microsoft.Extensions.Time.Testing;

namespace MetaGraph.Tests.Wire;

/// <summary>A client as production has it, pointed at an address on loopback, with a clock that stands still.</summary>
public sealed class GraphOverWire : IDisposable
{
    public const string TokenValue = "EAAtoken0000000000000000000000000000canary";
    public const string SecretValue = "0123456789abcdef0123456789abcdef";
    private readonly HttpClient _http = new(MetaGraphClient.CreateHandler());
    private readonly HttpClient _queryOnlyHttp = new(MetaGraphClient.CreateQueryOnlyHandler());

    public GraphOverWire(Uri address, Action<MetaGraphOptions>? change = null, TimeProvider? time = null)
    {
        // Retries without a wait: the clock stands still.
        var options = new MetaGraphOptions { BaseAddress = address, RetryDelay = TimeSpan.Zero };
        change?.Invoke(options);
        Client = new MetaGraphClient(_http, _queryOnlyHttp, options, time ?? Clock);
    }

    public static GraphId AppId { get; } = new("634974688087057");

    public static GraphId Business { get; } = new("1001");

    public static GraphId User { get; } = new("2002");

    public static GraphCredentials Credentials { get; } =
        new(AccessToken.FromSecret(TokenValue), AppId, AppSecret.FromSecret(SecretValue));

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public MetaGraphClient Client { get; }

    public MetaGraphSession Open(GraphAccess access = GraphAccess.ReadWrite) => Client.Open(Credentials, access);

    public MetaGraphSession OpenWithoutSecret() =>
        Client.Open(Credentials with { Secret = null }, GraphAccess.ReadWrite);

    public void Dispose()
    {
        _http.Dispose();
        _queryOnlyHttp.Dispose();
    }
}
