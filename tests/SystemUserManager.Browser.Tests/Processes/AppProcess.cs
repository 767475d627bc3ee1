using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// The real app as a process of its own, with its sandbox beside it, in an empty data folder and on free ports. It can
/// be killed and started again; the sandbox lives on, as Meta would.
/// </summary>
public sealed class AppProcess : IAsyncDisposable
{
    public const string AdministratorEmail = "anna@northwind.example";
    public const string AdministratorPassword = "a long enough Passphrase 7";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> _settings;
    private readonly StringBuilder _output = new();
    private readonly HttpClient _control;
    private Process? _process;

    private AppProcess(string folder, Dictionary<string, string> settings)
    {
        Folder = folder;
        (Port, GraphPort, VaultPort) = (FreePort(), FreePort(), FreePort());
        _settings = settings;
        _control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{GraphPort}/") };
        Meta = new SandboxView(_control);
    }

    /// <summary>Everything the app writes: database, logs, and the sandbox's own folder.</summary>
    public string Folder { get; }

    public int Port { get; }

    public int GraphPort { get; }

    public int VaultPort { get; }

    public string Url => $"http://localhost:{Port}";

    /// <summary>What Meta and the vault hold, seen from the outside.</summary>
    public SandboxView Meta { get; }

    /// <summary>Whatever the app wrote to its console, all starts together.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static async Task<AppProcess> StartAsync(Dictionary<string, string>? settings = null)
    {
        var app = new AppProcess(Directory.CreateTempSubdirectory("sum-").FullName, settings ?? []);
        await app.StartAgainAsync();
        return app;
    }

    public async Task StartAgainAsync()
    {
        Start();
        await WaitUntilReadyAsync();
    }

    /// <summary>Starts an app that will kill itself, perhaps before it answers.</summary>
    public void StartDoomed() => Start();

    public async Task WaitForDeathAsync() => await _process!.WaitForExitAsync().WaitAsync(LongestStart);

    private void Start()
    {
        var start = new ProcessStartInfo("dotnet", [ProjectOutput("SystemUserManager.Web")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(RepositoryRoot(), "src", "SystemUserManager.Web"),
        };
        foreach (var (key, value) in Settings())
            start.Environment[key] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>As <c>kill -9</c>: nothing of the app runs any more, the sandbox does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        try
        {
            await _control.PostAsync("_sandbox/stop", null);
        }
        catch (HttpRequestException)
        {
            // It never started, or is gone already.
        }

        _control.Dispose();
        _process?.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private Dictionary<string, string> Settings()
    {
        var all = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Url,
            ["Data__Folder"] = Folder,
            ["Sandbox__GraphPort"] = $"{GraphPort}",
            ["Sandbox__VaultPort"] = $"{VaultPort}",
            ["Operations__Sweep"] = "00:00:00.2",
        };
        foreach (var (key, value) in _settings)
            all[key] = value;
        return all;
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < LongestStart)
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"The app ended at its start:\n{Output}");
            try
            {
                if ((await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        }

        throw new TimeoutException($"The app did not get ready:\n{Output}");
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string ProjectOutput(string project)
    {
        // .../tests/X/bin/Debug/net10.0 → the same configuration of the app.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(RepositoryRoot(), "src", project, "bin", own.Parent!.Name, own.Name, $"{project}.dll");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SystemUserManager.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository's root was not found.");
    }
}
