using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// Sees to it that the sandbox answers before the app does. It is a process of its own that outlives this one when this
/// one is killed, as Meta would; the next start finds it still there. A graceful end stops what was started here.
/// </summary>
internal sealed partial class SandboxProcess(SandboxOptions options, TimeProvider time, ILogger<SandboxProcess> logger)
    : IHostedLifecycleService,
        IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client = new()
    {
        BaseAddress = options.Addresses.GraphAddress,
        Timeout = TimeSpan.FromSeconds(2),
    };
    private Process? _process;
    private bool _isOurs;

    private string LogFile => Path.Combine(options.DataFolder, "sandbox.log");

    /// <summary>Before anything else starts, so that the two start at the same time.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (await AnswersAsync(cancellationToken))
        {
            // One over our own data folder was left by a start of ours that was killed: it ends with this one.
            _isOurs = await HasOurFolderAsync(cancellationToken);
            LogFound(logger, options.GraphPort);
        }
        else if (SandboxSetup.FindProgram() is { } program)
            Start(program);
        else
            LogMissing(logger);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is null)
            return;
        var started = time.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            if (_process.HasExited || time.GetElapsedTime(started) > LongestStart)
            {
                LogSilent(logger, LogFile);
                _process.Dispose();
                _process = null;
                return;
            }
            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
        LogReady(logger, options.GraphPort, options.VaultPort);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_process is null && !_isOurs)
            return;
        try
        {
            using var answer = await _client.PostAsync("_sandbox/stop", content: null, cancellationToken);
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            LogNotStopped(logger, problem.Message);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _client.Dispose();
        _process?.Dispose();
    }

    private void Start(string program)
    {
        DataFolder.Make(options.DataFolder);
        var start = OperatingSystem.IsWindows() ? OnWindows() : OnUnix();
        start.ArgumentList.Add(program);
        foreach (var argument in Arguments())
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = options.DataFolder;
        start.UseShellExecute = false;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // What is meant for this process alone: where it listens, and its first password.
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        _process = Process.Start(start);
    }

    private IEnumerable<string> Arguments()
    {
        yield return $"--Sandbox:GraphPort={options.GraphPort}";
        yield return $"--Sandbox:VaultPort={options.VaultPort}";
        yield return $"--Sandbox:DataFolder={options.DataFolder}";
        if (options.World is { } world)
            yield return $"--Sandbox:World={world}";
    }

    /// <summary>
    /// In a session of its own where setsid is there, so that Ctrl+C in our terminal isn't meant for it; its output goes
    /// to a file and not through us, so that it can still write when we are gone.
    /// </summary>
    private ProcessStartInfo OnUnix()
    {
        const string Script = """
            log=$1; shift
            if command -v setsid >/dev/null; then exec setsid "$@" >>"$log" 2>&1 </dev/null; fi
            exec "$@" >>"$log" 2>&1 </dev/null
            """;
        return new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", Script, "sandbox", LogFile, Dotnet() } };
    }

    [SupportedOSPlatform("windows")]
    private static ProcessStartInfo OnWindows() =>
        new(Dotnet()) { CreateNoWindow = true, CreateNewProcessGroup = true };

    /// <summary>The runtime that runs us: our own executable isn't dotnet itself.</summary>
    private static string Dotnet()
    {
        var shared = RuntimeEnvironment.GetRuntimeDirectory();
        var dotnet = Path.GetFullPath(OperatingSystem.IsWindows() ? "../../../dotnet.exe" : "../../../dotnet", shared);
        return File.Exists(dotnet) ? dotnet : "dotnet";
    }

    private static bool IsOurs(string variable) =>
        variable.StartsWith("Setup__", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("Sandbox__", StringComparison.OrdinalIgnoreCase)
        || variable.ToUpperInvariant()
            is "URLS"
                or "ASPNETCORE_URLS"
                or "ASPNETCORE_HTTP_PORTS"
                or "ASPNETCORE_HTTPS_PORTS";

    private async Task<bool> HasOurFolderAsync(CancellationToken cancellationToken)
    {
        var health = await _client.GetFromJsonAsync<Health>("_sandbox/health", cancellationToken);
        return health?.DataFolder is { } folder && Path.GetFullPath(folder) == Path.GetFullPath(options.DataFolder);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync("_sandbox/health", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception problem)
            when (problem is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested
            )
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A sandbox is there already, on port {GraphPort}")]
    private static partial void LogFound(ILogger logger, int graphPort);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Started the sandbox: it stands in for Meta on port {GraphPort} and for the vault on port {VaultPort}"
    )]
    private static partial void LogReady(ILogger logger, int graphPort, int vaultPort);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Sandbox:Enabled is true, but the sandbox's program is not beside this one: it is built with the "
            + "source and not published. Start one yourself, or set Sandbox:Enabled to false"
    )]
    private static partial void LogMissing(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sandbox was started but does not answer; see {LogFile}")]
    private static partial void LogSilent(ILogger logger, string logFile);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sandbox could not be stopped: {Problem}")]
    private static partial void LogNotStopped(ILogger logger, string problem);

    private sealed record Health(string? DataFolder);
}
