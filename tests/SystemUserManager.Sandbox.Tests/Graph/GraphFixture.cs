using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Tests.Graph;

/// <summary>The Demo world on a clock that stands still, and a plain client that calls it as anybody would.</summary>
public sealed class GraphFixture : IAsyncDisposable
{
    public const string Northwind = "1200000000000001";
    public const string NorthwindApp = "1300000000000001";
    public const string Contoso = "1200000000000002";
    public const string ContosoApp = "1300000000000002";

    /// <summary>An ad account, a Page, and so on, of Northwind.</summary>
    public const string AdAccount = "act_730000000000101";
    public const string Page = "102000000000301";
    public const string Catalog = "345000000000201";
    public const string Pixel = "567000000000401";
    public const string WhatsApp = "198000000000501";
    public const string Instagram = "102616500000601";
    public const string Group = "880000000000001";

    public static readonly DateTimeOffset Start = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _http;

    private GraphFixture(SandboxHost host)
    {
        Host = host;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = host.GraphAddress,
        };
    }

    public SandboxHost Host { get; }

    public string ControlToken { get; private set; } = "";

    public string Secret { get; private set; } = "";

    public string AppToken => $"{NorthwindApp}|{Secret}";

    public static async Task<GraphFixture> StartAsync(
        string? dataFolder = null,
        string world = "Demo",
        TimeProvider? clock = null
    )
    {
        var fixture = new GraphFixture(
            await SandboxHost.StartAsync(
                new SandboxOptions
                {
                    GraphPort = 0,
                    VaultPort = 0,
                    World = world,
                    DataFolder = dataFolder,
                    Clock = clock ?? new StoppedClock(),
                }
            )
        );
        fixture.UseWorld();
        return fixture;
    }

    /// <summary>Calls as the control system user of this business from now on.</summary>
    public void UseWorld(string business = Northwind, string app = NorthwindApp)
    {
        ControlToken = TokenOf("System User Manager", business);
        Secret = SecretOf(app);
    }

    public string SecretOf(string appId) => Host.State.FindApp(appId)?.Secret ?? "";

    public string TokenOf(string systemUser, string business = Northwind)
    {
        var user = Host.State.Members.SystemUsersOf(business).Find(user => user.Name == systemUser);
        return user is null ? "" : Host.State.Tokens.Of(user.Id)[^1].Value;
    }

    public string IdOf(string systemUser, string business = Northwind) =>
        Host.State.Members.SystemUsersOf(business).Find(user => user.Name == systemUser)!.AppScopedIds.Values.First();

    public string PersonToken() =>
        Host.State.Tokens.All.First(token => token.Type is "USER" && token.AppId == NorthwindApp).Value;

    public static string Proof(string secret, string message) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(message)));

    public string ControlProof() => Proof(Secret, ControlToken);

    public Task<GraphReply> GetAsync(string pathAndQuery, string? token = null) =>
        SendAsync(HttpMethod.Get, pathAndQuery, null, token ?? ControlToken);

    public Task<GraphReply> DeleteAsync(string pathAndQuery, string? token = null) =>
        SendAsync(HttpMethod.Delete, pathAndQuery, null, token ?? ControlToken);

    /// <summary>A JSON body.</summary>
    public Task<GraphReply> PostAsync(string path, object body, string? token = null) =>
        SendAsync(HttpMethod.Post, path, JsonContent.Create(body), token ?? ControlToken);

    /// <summary>A form, as <c>name=value</c> pairs.</summary>
    public Task<GraphReply> PostFormAsync(string path, string? token, params (string Name, string Value)[] form) =>
        SendAsync(
            HttpMethod.Post,
            path,
            new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
            token ?? ControlToken
        );

    /// <param name="token">Null: none.</param>
    public async Task<GraphReply> SendAsync(HttpMethod method, string path, HttpContent? content, string? token)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "/v26.0/" + path);
        request.Content = content;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key,
                header => string.Join(',', header.Value),
                StringComparer.OrdinalIgnoreCase
            );
        return new GraphReply((int)response.StatusCode, text, headers);
    }

    public async Task<string> CreateSystemUserAsync(string name = "Conversions upload") =>
        (await PostAsync($"{Northwind}/system_users", new { name, role = "EMPLOYEE" })).Ok["id"]!.GetValue<string>();

    /// <summary>A new system user with the app and a token.</summary>
    public async Task<(string Id, string Token)> CreateWithTokenAsync(params string[] scopes)
    {
        var id = await CreateSystemUserAsync();
        _ = (await PostAsync($"{id}/applications", new { business_app = NorthwindApp })).Ok;
        return (id, await GenerateAsync(id, scopes));
    }

    public async Task<string> GenerateAsync(string systemUserId, params string[] scopes)
    {
        var body = new
        {
            business_app = NorthwindApp,
            scope = string.Join(',', scopes),
            set_token_expires_in_60_days = true,
            appsecret_proof = ControlProof(),
        };
        return (await PostAsync($"{systemUserId}/access_tokens", body)).Ok["access_token"]!.GetValue<string>();
    }

    public async Task AssignAsync(string asset, string user, params string[] tasks) =>
        _ = (
            await PostAsync(
                $"{asset}/assigned_users",
                new
                {
                    user,
                    tasks,
                    business = Northwind,
                }
            )
        ).Ok;

    /// <summary>Tasks as read back; null: not assigned.</summary>
    public async Task<List<string>?> TasksAsync(string asset, string user)
    {
        var reply = await GetAsync($"{asset}/assigned_users?business={Northwind}&limit=100");
        var found = reply.Data.FirstOrDefault(item => item!["id"]!.GetValue<string>() == user);
        return found is null ? null : [.. found["tasks"]!.AsArray().Select(task => task!.GetValue<string>())];
    }

    public async Task<JsonObject> DebugAsync(string token) =>
        (await GetAsync($"debug_token?input_token={token}", AppToken)).Ok["data"]!.AsObject();

    public async Task<GraphReply> ChangeAsync(object change)
    {
        var reply = await ControlAsync(HttpMethod.Post, "change", change);
        _ = reply.Ok;
        return reply;
    }

    public Task SwitchAsync(string name, object? value) =>
        ChangeAsync(new Dictionary<string, object?> { ["switch"] = name, ["value"] = value });

    public async Task FaultAsync(object fault) => _ = (await ControlAsync(HttpMethod.Post, "faults", fault)).Ok;

    public Task<GraphReply> ControlAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(method, $"/_sandbox/{path}", body is null ? null : JsonContent.Create(body), null);

    public async Task<List<JsonObject>> LogAsync(long after = 0) =>
        [
            .. (await ControlAsync(HttpMethod.Get, $"log?after={after.ToString(CultureInfo.InvariantCulture)}"))
                .Json.AsArray()
                .Select(line => line!.AsObject()),
        ];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.DisposeAsync();
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Start;
    }
}

/// <summary>What came back.</summary>
public sealed record GraphReply(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The body of a success.</summary>
    public JsonNode Ok
    {
        get
        {
            Assert.True(Status is 200, $"{Status}: {Text}");
            return Json;
        }
    }

    public JsonArray Data => Ok["data"]!.AsArray();

    public JsonObject Error => Json["error"]!.AsObject();

    public string[] Names => [.. Data.Select(item => item!["name"]!.GetValue<string>())];

    public string[] Ids => [.. Data.Select(item => item!["id"]!.GetValue<string>())];

    public void Refused(int status, int code, string message, int? subcode = null)
    {
        Assert.True(Status is not 200, Text);
        Assert.Equal((code, message), (Error["code"]!.GetValue<int>(), Error["message"]!.GetValue<string>()));
        Assert.Equal(subcode, Error["error_subcode"]?.GetValue<int>());
        Assert.Equal(status, Status);
    }
}
