using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>The real program as a process of its own, in an empty folder, with nothing of this environment's settings.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public string Folder { get; }

    /// <summary>What it wrote on the console so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    // A worker without the sandbox wants a vault, and asks Meta and the vault for things before anything is connected:
    // on this machine, where nobody listens.
    private static readonly string[] Usual =
    [
        "--urls=http://127.0.0.1:0",
        "--KeyVault:VaultUri=https://127.0.0.1:1/",
        "--Meta:BaseAddress=https://127.0.0.1:1/",
    ];

    public static AppProcess Start(string environment, params string[] arguments) =>
        StartWith([], environment, arguments);

    /// <summary>A command instead of the app.</summary>
    public static AppProcess StartCommand(string command, params string[] arguments) =>
        Start([], "Development", [command, .. Usual, .. arguments]);

    /// <param name="variables">Of its environment, besides those that are here.</param>
    public static AppProcess StartWith(
        Dictionary<string, string> variables,
        string environment,
        params string[] arguments
    ) => Start(variables, environment, [.. Usual, .. arguments]);

    private static AppProcess Start(Dictionary<string, string> variables, string environment, string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("sum-test-process-").FullName;
        var start = new ProcessStartInfo("dotnet", [BuiltPrograms.Find("SystemUserManager.Web"), .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOfAspNet).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new AppProcess(Process.Start(start)!, folder);
    }

    /// <summary>Waits for its end: what it said on the error stream, and its exit code.</summary>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
        return (_process.ExitCode, await _errors);
    }

    /// <summary>Asks it to end, as a service manager does.</summary>
    public async Task<(int ExitCode, string Errors)> StopAsync()
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-TERM", id]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>The first line on the console that has this in it.</summary>
    public async Task<string> LineAsync(string part)
    {
        while (true)
        {
            var more = _more;
            if (_lines.FirstOrDefault(l => l.Contains(part, StringComparison.Ordinal)) is { } line)
                return line;
            if (_reading.IsCompleted)
                throw new InvalidOperationException(
                    $"No line with {part}: {string.Join('\n', _lines)} {await _errors}"
                );
            await Task.WhenAny(more.Task, _reading).WaitAsync(Patience);
        }
    }

    public Browser NewBrowser(Uri address) =>
        new(
            address,
            cookies =>
            {
                cookies.InnerHandler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
                return new HttpClient(cookies) { BaseAddress = address };
            }
        );

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            var more = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            more.TrySetResult();
        }
    }

    private static bool IsOfAspNet(string variable) =>
        variable.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase);
}
