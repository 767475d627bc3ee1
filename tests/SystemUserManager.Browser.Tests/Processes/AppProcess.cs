using System.Diagnostics;
using System.Net;
using System.Text;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// The real app as a process of its own, with its sandbox beside it, in an empty data folder and on free ports. It can
/// be killed, frozen and started again; the sandbox lives on, as Meta would.
/// </summary>
public sealed class AppProcess : IAsyncDisposable
{
    public const string AdministratorEmail = "anna@northwind.example";
    public const string AdministratorPassword = "a long enough Passphrase 7";

    private const int LinesTold = 40;
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(4);

    private readonly Dictionary<string, string> _settings;
    private readonly SandboxServer? _sandbox;
    private readonly StringBuilder _output = new();
    private readonly HttpClient _control;
    private Process? _process;

    private AppProcess(string folder, Dictionary<string, string> settings, SandboxServer? sandbox)
    {
        Folder = folder;
        Port = BuiltPrograms.FreePort();
        (GraphPort, VaultPort) = sandbox is null
            ? (BuiltPrograms.FreePort(), BuiltPrograms.FreePort())
            : (sandbox.GraphPort, sandbox.VaultPort);
        _settings = settings;
        _sandbox = sandbox;
        _control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{GraphPort}/") };
        Meta = new SandboxView(_control);
    }

    /// <summary>Everything the app writes: database, logs, and the sandbox's own folder.</summary>
    public string Folder { get; }

    public int Port { get; }

    public int GraphPort { get; }

    public int VaultPort { get; }

    public string Url => $"http://localhost:{Port}";

    /// <summary>Of the start that is or was the last one.</summary>
    public int ProcessId => _process!.Id;

    public bool HasExited => _process!.HasExited;

    /// <summary>Where the next start is made to fail, as <c>Sandbox:Failpoint</c> has it; null: nowhere.</summary>
    public string? Failpoint { get; set; }

    /// <summary>The next start may write core dumps, as far as this machine lets anybody.</summary>
    public bool MayDumpCore { get; init; }

    /// <summary>Where it runs.</summary>
    public string WorkingFolder =>
        IsPublished
            ? Path.GetDirectoryName(Program)!
            : Path.Combine(BuiltPrograms.RepositoryRoot, "src", "SystemUserManager.Web");

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

    /// <param name="settings">As environment variables.</param>
    /// <param name="sandbox">null: its own, which ends with it.</param>
    public static async Task<AppProcess> StartAsync(
        Dictionary<string, string>? settings = null,
        SandboxServer? sandbox = null
    )
    {
        var app = Prepare(settings, sandbox);
        await app.StartAgainAsync();
        return app;
    }

    /// <summary>As <see cref="StartAsync"/>, not started yet.</summary>
    public static AppProcess Prepare(
        Dictionary<string, string>? settings = null,
        SandboxServer? sandbox = null,
        bool mayDumpCore = false
    )
    {
        var app = new AppProcess(Directory.CreateTempSubdirectory("sum-").FullName, settings ?? [], sandbox)
        {
            MayDumpCore = mayDumpCore,
        };
        sandbox?.LetTrust(Path.Combine(app.Folder, "sandbox"));
        return app;
    }

    public async Task StartAgainAsync()
    {
        Start();
        await WaitUntilReadyAsync();
    }

    /// <summary>Starts an app that will end by itself, perhaps before it answers.</summary>
    public void StartDoomed() => Start();

    /// <summary>Its exit code.</summary>
    public async Task<int> WaitForDeathAsync()
    {
        try
        {
            await _process!.WaitForExitAsync().WaitAsync(LongestStart);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The app was to end by itself and didn't. {Describe()}", late);
        }

        return _process.ExitCode;
    }

    /// <summary>As <c>kill -9</c>: nothing of the app runs any more, the sandbox does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as a service manager does, and waits until it has, by itself. How long that took.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var asked = Stopwatch.GetTimestamp();
        Signals.Send(ProcessId, Signals.Terminate);
        var code = await WaitForDeathAsync();
        Assert.True(code == 0, $"Asked to end, it ended with {code}. {Describe()}");
        return Stopwatch.GetElapsedTime(asked);
    }

    /// <summary>Nothing of it runs until it is thawed; to everybody else it is merely silent.</summary>
    public async Task FreezeAsync()
    {
        Signals.Send(ProcessId, Signals.Stop);
        // Each of its threads stops when it is next looked at.
        await Patience.UntilAsync(
            () => Task.FromResult(Directory.GetDirectories($"/proc/{ProcessId}/task").All(IsStopped)),
            "the app to be frozen"
        );
    }

    public void Thaw() => Signals.Send(ProcessId, Signals.Continue);

    /// <summary>The console has this, now or soon.</summary>
    /// <param name="after">Of <see cref="Output"/>, so many characters are about something else.</param>
    public Task SeeOutputAsync(string part, int after = 0) =>
        Patience.UntilAsync(
            () => Task.FromResult(Output.IndexOf(part, after, StringComparison.Ordinal) >= 0),
            $"the app to write \"{part}\". {Describe()}"
        );

    /// <summary>How it was started, and the last it said: what somebody needs to play a failure again.</summary>
    public string Describe()
    {
        var settings = string.Join("\n  ", Settings().Select(s => $"{s.Key}={s.Value}"));
        var lines = Output.Split('\n');
        return $"""

            Settings of the app:
              {settings}
            Its last lines:
              {string.Join("\n  ", lines[Math.Max(0, lines.Length - LinesTold)..])}
            """;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        if (_sandbox is null)
            await SandboxServer.StopAsync(_control);
        _control.Dispose();
        _process?.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private void Start()
    {
        var start = MayDumpCore
            ? new ProcessStartInfo("sh", ["-c", "ulimit -c $(ulimit -Hc); exec dotnet \"$0\"", Program])
            : new ProcessStartInfo("dotnet", [Program]);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = WorkingFolder;
        foreach (var (key, value) in Settings())
            start.Environment[key] = value;
        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The state stands behind the name, which is in brackets and may have any in it.</summary>
    private static bool IsStopped(string thread)
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(thread, "stat"));
            return line[line.LastIndexOf(')')..].StartsWith(") T ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // The thread has ended.
            return true;
        }
    }

    private static string Program => BuiltPrograms.Find("SystemUserManager.Web");

    /// <summary>What is published brings its static files.</summary>
    private static bool IsPublished => Directory.Exists(Path.Combine(Path.GetDirectoryName(Program)!, "wwwroot"));

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
            // A busy machine takes longer than five minutes for what a person does in one.
            ["SignIn__FreshFor"] = "08:00:00",
            // It lives for seconds: what is compiled once stays as it is, and memory needs no second view of its code.
            ["DOTNET_TC_CallCounting"] = "0",
            ["DOTNET_EnableWriteXorExecute"] = "0",
        };
        foreach (var (key, value) in _settings)
            all[key] = value;
        if (Failpoint is not null)
            all["Sandbox__Failpoint"] = Failpoint;
        return all;
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < LongestStart)
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"The app ended at its start. {Describe()}");
            try
            {
                if ((await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new TimeoutException($"The app did not get ready. {Describe()}");
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }
}
