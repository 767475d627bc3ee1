using System.Diagnostics;
using System.Text.Json;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// Sees to it that the sandbox answers before the app does. It is a process of its own that outlives this one when this
/// one is killed, as Meta would; the next start finds it still there. A graceful end stops what was started here.
/// </summary>
internal sealed partial class SandboxProcess(SandboxOptions options, TimeProvider time, ILogger<SandboxProcess> logger)
    : IHostedLifecycleService,
        IAsyncDisposable
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

    /// <summary>Before anything else starts, so that the two start at the same time.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken))
        {
            // One over our own data folder was left by a start of ours that was killed: it ends with this one.
            _isOurs = await HasOurFolderAsync(cancellationToken);
            LogFound(logger, options.GraphPort);
        }
        else if (SandboxSetup.FindProgram() is { } program)
            _process = Process.Start(SandboxCommand.Of(program, options));
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
                LogSilent(logger, SandboxCommand.LogFile(options));
                _process.Dispose();
                _process = null;
                return;
            }
            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
        LogReady(logger, options.GraphPort, options.VaultPort);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else has ended, and also where this process is asked to end before it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null || _isOurs)
            await StopOursAsync();
        _process?.Dispose();
        _client.Dispose();
    }

    private async Task StopOursAsync()
    {
        try
        {
            using var answer = await _client.PostAsync("_sandbox/stop", content: null);
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            LogNotStopped(logger, problem.Message);
        }
    }

    private async Task<bool> HasOurFolderAsync(CancellationToken cancellationToken)
    {
        try
        {
            var health = await _client.GetFromJsonAsync<Health>("_sandbox/health", cancellationToken);
            return health?.DataFolder is { } folder && Path.GetFullPath(folder) == Path.GetFullPath(options.DataFolder);
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException)
        {
            // Something else answers there.
            return false;
        }
    }

    /// <summary>One that is slow to answer is there, too: a second one could only take its certificate's place.</summary>
    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        bool? answers;
        do answers = await AskAsync(cancellationToken);
        while (answers is null && time.GetElapsedTime(started) < LongestStart);
        return answers == true;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        await AskAsync(cancellationToken) == true;

    /// <summary>false: nobody listens there, or not a sandbox. null: no answer in time.</summary>
    private async Task<bool?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync("_sandbox/health", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
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
