using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Sandbox;
using SystemUserManager.Sandbox.State;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Fixture;

/// <summary>
/// A company for the length of one test: 'Meta' and a vault that speak the real protocols, a database, a clock, a
/// process that works, and somebody who asks. Asserts look from the outside: <see cref="Meta"/>, <see cref="Vault"/>
/// and the database.
/// </summary>
public sealed partial class World : IAsyncDisposable
{
    /// <summary>How long a token that was generated may take into the vault: shorter than usual.</summary>
    public static readonly TimeSpan WriteBudget = TimeSpan.FromSeconds(6);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Meta:Timeout"] = "00:00:02",
        ["Meta:RetryDelay"] = "00:00:00.010",
        ["KeyVault:Timeout"] = "00:00:02",
        ["KeyVault:RetryDelay"] = "00:00:00.010",
        ["KeyVault:WriteBudget"] = $"{WriteBudget:c}",
    };

    private readonly List<WorkerProcess> _processes = [];
    private readonly HttpClient _control = new();
    private readonly string _certificate = Path.GetTempFileName();
    private readonly List<TestDatabase> _databases = [];
    private readonly ILoggerFactory _log;
    private readonly SandboxHost _sandbox;
    private readonly DatabaseProvider _provider;
    private readonly bool _isUsual;
    private bool _wasTouched;

    private World(SandboxHost sandbox, DatabaseProvider provider, WorldClock clock, ILoggerFactory? log, bool isUsual)
    {
        (_sandbox, _provider, Clock, _isUsual) = (sandbox, provider, clock, isUsual);
        // One for all worlds: EF builds its model anew for each that it meets.
        _log = log ?? NullLoggerFactory.Instance;
        (Meta, Vault) = (new MetaView(sandbox), new VaultView(sandbox));
        File.WriteAllBytes(_certificate, sandbox.VaultCertificate.Export(X509ContentType.Cert));
    }

    /// <summary>Whoever takes it may change it.</summary>
    public SandboxHost Sandbox
    {
        get
        {
            _wasTouched = true;
            return _sandbox;
        }
    }

    /// <summary>Nobody did, changed or looked at anything: it may begin with any record that fits the demo.</summary>
    private bool IsUntouched => _isUsual && !_wasTouched && _databases.Count == 0 && Clock.GetUtcNow() == Clock.Start;

    public WorldClock Clock { get; }

    public MetaView Meta { get; }

    public VaultView Vault { get; }

    public DatabaseOptions Database => Record.Options;

    /// <summary>The process that works now.</summary>
    internal WorkerProcess Worker
    {
        get
        {
            Begin();
            return _processes[^1];
        }
    }

    private TestDatabase Record
    {
        get
        {
            Begin();
            return _databases[^1];
        }
    }

    public static async Task<World> StartAsync(
        DatabaseProvider provider,
        string metaWorld = "Demo",
        ILoggerFactory? log = null
    )
    {
        var clock = new WorldClock();
        var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                GraphPort = 0,
                VaultPort = 0,
                World = metaWorld,
                Clock = clock,
            }
        );
        return new World(sandbox, provider, clock, log, isUsual: metaWorld == "Demo" && log is null);
    }

    /// <summary>With an administrator and nothing else in the record, as soon as somebody looks, unless it began otherwise.</summary>
    private void Begin()
    {
        // Several may be the first to look.
        lock (_databases)
        {
            if (_databases.Count == 0)
                Task.Run(BeginAsync).GetAwaiter().GetResult();
        }
    }

    private async Task BeginAsync()
    {
        var database = await TestDatabase.CreateAsync(_provider);
        _processes.Add(NewProcess(database.Options));
        await BecomeAsync(database, Role.Administrator, []);
        _databases.Add(database);
    }

    /// <summary>Another process on the same database, as after a death of the last one.</summary>
    /// <param name="database">The same one, reached another way; null: as always.</param>
    /// <param name="with">What its services are besides.</param>
    /// <param name="own">Settings that only this one has.</param>
    internal WorkerProcess StartProcess(
        DatabaseOptions? database = null,
        Action<IServiceCollection>? with = null,
        IReadOnlyList<(string Key, string Value)>? own = null
    )
    {
        var same = Database;
        var process = NewProcess(database ?? same, with, own);
        _processes.Add(process);
        return process;
    }

    private WorkerProcess NewProcess(
        DatabaseOptions database,
        Action<IServiceCollection>? with = null,
        IReadOnlyList<(string Key, string Value)>? own = null
    )
    {
        var settings = new Dictionary<string, string?>(Settings);
        foreach (var (key, value) in own ?? [])
            settings[key] = value;
        var addresses = new SandboxAddresses(_sandbox.GraphAddress, _sandbox.VaultAddress, _certificate);
        return new WorkerProcess(database, addresses, Clock, settings, _log, with);
    }

    /// <summary>A context of its own that sees everything.</summary>
    public AppDb OpenDatabase()
    {
        _wasTouched = true;
        return Record.Open(Clock);
    }

    public Task<TestDatabase> BackUpAsync() => Record.CopyAsync();

    /// <summary>Everything that was written since the backup is forgotten; Meta and the vault know nothing of that.</summary>
    public void Restore(TestDatabase backup)
    {
        _databases.Add(backup);
        StartProcess();
    }

    /// <summary>Where the log of requests stands now.</summary>
    public long Mark() => Sandbox.Log.After(0) is [.., var last] ? last.N : 0;

    /// <summary>The next requests that fit are hit; "graph" or "vault".</summary>
    public void Fault(Fault fault) => Sandbox.Faults.Add(fault);

    /// <summary>What somebody does at Meta behind the product's back: <c>new { @do = "removeSystemUser", … }</c>.</summary>
    public async Task<JsonNode> ChangeAsync(object change)
    {
        _wasTouched = true;
        using var answer = await _control.PostAsJsonAsync(new Uri(_sandbox.GraphAddress, "/_sandbox/change"), change);
        var said = await answer.Content.ReadFromJsonAsync<JsonNode>();
        Assert.True(answer.IsSuccessStatusCode, said!.ToJsonString());
        return said!;
    }

    /// <summary>Another world at Meta, generated by numbers: its first business is "Aachen Trading 1".</summary>
    public async Task GenerateAsync(int systemUsers, int assets, int grantsPerSystemUser, int portfolios = 1)
    {
        _wasTouched = true;
        using var answer = await _control.PostAsJsonAsync(
            new Uri(_sandbox.GraphAddress, "/_sandbox/world"),
            new
            {
                portfolios,
                systemUsers,
                assets,
                grantsPerSystemUser,
            }
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public Task<JsonNode> SwitchAsync(string name, object? value) => ChangeAsync(new { @switch = name, value });

    public Task<JsonNode> ChangeVaultAsync(object change) => ChangeAsync(new { vault = change });

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await _sandbox.DisposeAsync();
        foreach (var database in _databases)
            await database.DisposeAsync();
        _control.Dispose();
        File.Delete(_certificate);
    }
}
