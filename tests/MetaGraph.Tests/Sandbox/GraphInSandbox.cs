using System.Net.Http.Json;
using System.Text.Json;
using SystemUserManager.Sandbox;
using SystemUserManager.Sandbox.State;

namespace MetaGraph.Tests.Sandbox;

/// <summary>
/// A stand-in for Meta that speaks its real protocol, in this process and in memory, and a client of it that holds the
/// control token of a world's first business.
/// </summary>
public sealed class GraphInSandbox : IAsyncLifetime
{
    private readonly HttpClient _http = new(MetaGraphClient.CreateHandler());
    private readonly HttpClient _queryOnlyHttp = new(MetaGraphClient.CreateQueryOnlyHandler());
    private readonly HttpClient _control = new();
    private SandboxHost _sandbox = null!;

    public GraphCredentials Credentials { get; private set; } = null!;

    public GraphId Business { get; private set; }

    public GraphId AppId => Credentials.AppId;

    public MetaGraphSession Session { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                GraphPort = 0,
                VaultPort = 0,
                World = "Demo",
            }
        );
        _control.BaseAddress = _sandbox.GraphAddress;
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _http.Dispose();
        _queryOnlyHttp.Dispose();
        _control.Dispose();
    }

    /// <summary>Another session with the same credentials.</summary>
    public MetaGraphSession Open(
        GraphAccess access = GraphAccess.ReadWrite,
        Action<MetaGraphOptions>? change = null,
        AccessToken? token = null
    )
    {
        var options = new MetaGraphOptions { BaseAddress = _sandbox.GraphAddress, RetryDelay = TimeSpan.Zero };
        change?.Invoke(options);
        var client = new MetaGraphClient(_http, _queryOnlyHttp, options, TimeProvider.System);
        return client.Open(token is null ? Credentials : Credentials with { Token = token }, access);
    }

    /// <summary>Replaces the world by a generated one and opens a session in its first business.</summary>
    public async Task GivenWorldAsync(int systemUsers, int assets, int grantsPerSystemUser)
    {
        await PostAsync(
            "world",
            new
            {
                seed = 1,
                portfolios = 1,
                systemUsers,
                assets,
                grantsPerSystemUser,
            }
        );
        await OpenAsync();
    }

    public Task GivenFaultAsync(object fault) => PostAsync("faults", fault);

    public Task GivenSwitchAsync(string name, object value) =>
        PostAsync("change", new Dictionary<string, object> { ["switch"] = name, ["value"] = value });

    /// <summary>Method, path, status and place of the token of every request that was answered.</summary>
    public IReadOnlyList<RequestLine> Requests => _sandbox.Log.After(0);

    private async Task OpenAsync()
    {
        var items = await _control.GetFromJsonAsync<JsonElement>("/_sandbox/tokens");
        var control = items
            .EnumerateArray()
            .First(item =>
                Text(item, "type") == "SYSTEM_USER"
                && item.GetProperty("scopes")
                    .EnumerateArray()
                    .Any(scope => scope.GetString() == "pages_manage_metadata")
                && item.GetProperty("scopes").GetArrayLength() == 5
            );
        var appId = Text(control, "appId");
        var secret = items
            .EnumerateArray()
            .Single(item => Text(item, "type") == "APP_SECRET" && Text(item, "appId") == appId);
        Business = new GraphId(Text(control, "businessId"));
        Credentials = new GraphCredentials(
            AccessToken.FromSecret(Text(control, "value")),
            new GraphId(appId),
            AppSecret.FromSecret(Text(secret, "value"))
        );
        Session = Open();
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _control.PostAsJsonAsync($"/_sandbox/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
