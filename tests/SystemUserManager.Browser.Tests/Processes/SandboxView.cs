using System.Net.Http.Json;
using System.Text.Json;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>A secret in the sandbox's vault: its name and whether each of its versions is enabled.</summary>
public sealed record VaultSecretView(string Name, IReadOnlyList<bool> EnabledVersions)
{
    public bool IsPending => Name.EndsWith("-pending", StringComparison.Ordinal);
}

/// <summary>What Meta and the vault hold, read from the sandbox's control, which the app itself never calls.</summary>
public sealed class SandboxView(HttpClient control)
{
    public async Task<int> SystemUsersAsync() => (await StateAsync()).GetProperty("systemUsers").GetArrayLength();

    /// <summary>Exactly one system user has this name; otherwise the test fails.</summary>
    public async Task<JsonElement> SystemUserAsync(string name) =>
        Assert.Single(
            (await StateAsync()).GetProperty("systemUsers").EnumerateArray(),
            u => u.GetProperty("name").GetString() == name
        );

    /// <summary>Every token, with its value.</summary>
    public async Task<List<JsonElement>> EveryTokenAsync() =>
        [.. (await control.GetFromJsonAsync<JsonElement>("_sandbox/tokens")).EnumerateArray()];

    /// <param name="name">Of the system user.</param>
    /// <param name="business">Where another business has one of the same name; null: nowhere else.</param>
    public async Task<List<JsonElement>> TokensOfAsync(string name, string? business = null)
    {
        var user = Assert.Single(
            (await StateAsync()).GetProperty("systemUsers").EnumerateArray(),
            u =>
                u.GetProperty("name").GetString() == name
                && (business is null || u.GetProperty("businessId").GetString() == business)
        );
        var ids = user.GetProperty("appScopedIds").EnumerateObject().Select(i => i.Value.GetString());
        var own = ids.ToHashSet();
        return [.. (await EveryTokenAsync()).Where(t => own.Contains(t.GetProperty("userId").GetString()))];
    }

    public static bool IsLive(JsonElement token) => token.GetProperty("revokedAt").ValueKind == JsonValueKind.Null;

    /// <summary>The names of the assets that a system user has a grant on.</summary>
    public async Task<List<string>> AssetsOfAsync(string name)
    {
        var (state, id) = (await StateAsync(), (await SystemUserAsync(name)).GetProperty("id").GetString());
        return
        [
            .. from grant in state.GetProperty("grants").EnumerateArray()
            where grant.GetProperty("memberId").GetString() == id
            from asset in state.GetProperty("assets").EnumerateArray()
            where asset.GetProperty("id").GetString() == grant.GetProperty("assetId").GetString()
            select asset.GetProperty("name").GetString()!,
        ];
    }

    /// <summary>The tasks of each grant of a system user.</summary>
    public async Task<List<List<string>>> GrantsOfAsync(string name)
    {
        var id = (await SystemUserAsync(name)).GetProperty("id").GetString();
        return
        [
            .. (await StateAsync())
                .GetProperty("grants")
                .EnumerateArray()
                .Where(g => g.GetProperty("memberId").GetString() == id)
                .Select(g => g.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()!).ToList()),
        ];
    }

    /// <summary>What a system user may do on each asset, by the asset's name, as Meta shows it.</summary>
    public async Task<Dictionary<string, IReadOnlyList<string>>> AccessOfAsync(string name)
    {
        var id = (await SystemUserAsync(name)).GetProperty("id").GetString();
        var state = await StateAsync();
        var names = state
            .GetProperty("assets")
            .EnumerateArray()
            .ToDictionary(a => a.GetProperty("id").GetString()!, a => a.GetProperty("name").GetString()!);
        return state
            .GetProperty("grants")
            .EnumerateArray()
            .Where(g => g.GetProperty("memberId").GetString() == id)
            .ToDictionary(
                g => names[g.GetProperty("assetId").GetString()!],
                g => (IReadOnlyList<string>)[.. g.GetProperty("tasks").EnumerateArray().Select(t => t.GetString()!)]
            );
    }

    /// <summary>The secrets of which some version holds this value; of each, those versions alone.</summary>
    public async Task<List<VaultSecretView>> SecretsHoldingAsync(string sha256) =>
        [
            .. (await SecretsAsync())
                .Select(s =>
                    (Secret: s, Holding: Versions(s).Where(v => v.GetProperty("valueSha256").GetString() == sha256))
                )
                .Where(s => s.Holding.Any())
                .Select(s => View(s.Secret, s.Holding)),
        ];

    /// <summary>The secrets whose name begins so, with all their versions.</summary>
    public async Task<List<VaultSecretView>> SecretsNamedAsync(string prefix) =>
        [
            .. (await SecretsAsync())
                .Where(s => s.GetProperty("name").GetString()!.StartsWith(prefix, StringComparison.Ordinal))
                .Select(s => View(s, Versions(s))),
        ];

    /// <summary>The names of all system users at Meta, of all businesses.</summary>
    public async Task<List<string>> NamesAsync() =>
        [
            .. (await StateAsync())
                .GetProperty("systemUsers")
                .EnumerateArray()
                .Select(u => u.GetProperty("name").GetString()!),
        ];

    /// <summary>The vault as it is now.</summary>
    public async Task<VaultSnapshot> VaultAsync() => new(await SecretsAsync());

    /// <summary>The request lines that Meta saw.</summary>
    public async Task<List<JsonElement>> GraphLogAsync() =>
        [.. (await LogAsync()).Where(l => l.GetProperty("server").GetString() == "graph")];

    /// <summary>The request lines of Meta and of the vault with a number above this one.</summary>
    public async Task<List<JsonElement>> LogAsync(long after = 0) =>
        [.. (await control.GetFromJsonAsync<JsonElement>($"_sandbox/log?after={after}")).EnumerateArray()];

    /// <summary>The number of the last request line.</summary>
    public async Task<long> LastLineAsync() =>
        (await LogAsync()).Select(l => l.GetProperty("n").GetInt64()).DefaultIfEmpty().Max();

    /// <summary>Meta's ids of the businesses with which some portfolio shares assets.</summary>
    public async Task<List<string>> PartnersAsync() =>
        [
            .. (await StateAsync())
                .GetProperty("partners")
                .EnumerateArray()
                .Select(p => p.GetProperty("partnerId").GetString()!),
        ];

    /// <summary>Somebody gives a system user of Northwind tasks on an asset, in Meta's own pages.</summary>
    public Task AddGrantAsync(string systemUser, string asset, params string[] tasks) =>
        ChangeAsync(
            new
            {
                @do = "addGrant",
                business = "Northwind Retail",
                systemUser,
                asset,
                tasks,
            }
        );

    /// <summary>Somebody makes a system user of Northwind in Meta's own pages.</summary>
    public Task AddSystemUserAsync(string name) =>
        ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name,
            }
        );

    /// <summary>Somebody disables every version of a secret with the vault's own tools.</summary>
    public Task DisableSecretAsync(string secret) => ChangeAsync(new { vault = new { change = "disable", secret } });

    /// <summary>Northwind shares an asset with another agency, in Meta's own pages.</summary>
    public async Task AddAgencyAsync(string name, string asset)
    {
        var added = await ChangeAndReadAsync(
            new
            {
                @do = "addPartner",
                business = "Northwind Retail",
                name,
            }
        );
        await ChangeAsync(
            new
            {
                @do = "shareAsset",
                business = added.GetProperty("id").GetString(),
                asset,
                tasks = new[] { "ANALYZE" },
            }
        );
    }

    /// <summary>What people do in Meta's own pages.</summary>
    public Task ChangeAsync(object change) => PostAsync("_sandbox/change", change);

    /// <summary>Somebody makes a token of a system user of Northwind by hand; its value.</summary>
    /// <param name="app">null: of the app that Northwind claimed first.</param>
    public async Task<string> MakeTokenAsync(string systemUser, string? app = null) => (
            await ChangeAndReadAsync(
                new
                {
                    @do = "makeToken",
                    business = "Northwind Retail",
                    systemUser,
                    app,
                }
            )
        ).GetProperty("value").GetString()!;

    /// <summary>Northwind claims another app, whose secret somebody puts into the vault; Meta's id of it.</summary>
    public async Task<string> ClaimAppAsync(string name, string secret) => (
            await ChangeAndReadAsync(
                new
                {
                    @do = "addApp",
                    business = "Northwind Retail",
                    name,
                    secret,
                }
            )
        ).GetProperty("id").GetString()!;

    private async Task<JsonElement> ChangeAndReadAsync(object change)
    {
        using var answer = await control.PostAsJsonAsync("_sandbox/change", change);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Somebody puts a value into the vault by hand.</summary>
    public Task PlantAsync(string secret, string value) =>
        ChangeAsync(
            new
            {
                vault = new
                {
                    change = "plant",
                    secret,
                    value,
                },
            }
        );

    public Task AddFaultAsync(object fault) => PostAsync("_sandbox/faults", fault);

    /// <summary>Whether every fault that was added has hit as often as it was to: the request that it hit is under way, or over.</summary>
    public async Task<bool> AreFaultsTakenAsync() =>
        (await control.GetFromJsonAsync<JsonElement>("_sandbox/faults")).GetArrayLength() == 0;

    private async Task PostAsync(string path, object body)
    {
        using var answer = await control.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> StateAsync() => await control.GetFromJsonAsync<JsonElement>("_sandbox/state");

    private async Task<List<JsonElement>> SecretsAsync() =>
        [.. (await StateAsync()).GetProperty("vault").GetProperty("secrets").EnumerateArray()];

    private static IEnumerable<JsonElement> Versions(JsonElement secret) =>
        secret.GetProperty("versions").EnumerateArray();

    private static VaultSecretView View(JsonElement secret, IEnumerable<JsonElement> versions) =>
        new(secret.GetProperty("name").GetString()!, [.. versions.Select(v => v.GetProperty("enabled").GetBoolean())]);
}

/// <summary>What the vault held at one moment.</summary>
public sealed class VaultSnapshot(IReadOnlyList<JsonElement> secrets)
{
    /// <summary>Whether this version of the secret holds this value, and can be read.</summary>
    public bool IsEnabled(string secret, string version, string sha256) =>
        secrets
            .Where(s => s.GetProperty("name").GetString() == secret)
            .SelectMany(s => s.GetProperty("versions").EnumerateArray())
            .Any(v =>
                v.GetProperty("version").GetString() == version
                && v.GetProperty("valueSha256").GetString() == sha256
                && v.GetProperty("enabled").GetBoolean()
            );
}
