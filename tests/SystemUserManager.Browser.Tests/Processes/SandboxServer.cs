using System.Diagnostics;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Meta and the vault as a process that belongs to no app: several share it, and none ends it.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sum-sandbox-").FullName;
    private readonly HttpClient _control;
    private Process? _process;

    private SandboxServer()
    {
        (GraphPort, VaultPort) = (BuiltPrograms.FreePort(), BuiltPrograms.FreePort());
        _control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{GraphPort}/") };
        Meta = new SandboxView(_control);
    }

    public int GraphPort { get; }

    public int VaultPort { get; }

    public SandboxView Meta { get; }

    public static async Task<SandboxServer> StartAsync()
    {
        var sandbox = new SandboxServer();
        string[] arguments =
        [
            BuiltPrograms.Find("SystemUserManager.Sandbox"),
            $"--Sandbox:GraphPort={sandbox.GraphPort}",
            $"--Sandbox:VaultPort={sandbox.VaultPort}",
            $"--Sandbox:DataFolder={sandbox._folder}",
            "--environment=Development",
        ];
        sandbox._process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false })!;
        await Patience.UntilAsync(sandbox.AnswersAsync, "the sandbox to answer");
        return sandbox;
    }

    /// <summary>Puts the vault's certificate where an app with this sandbox folder looks for it.</summary>
    public void LetTrust(string sandboxFolderOfApp)
    {
        Directory.CreateDirectory(sandboxFolderOfApp);
        File.Copy(Path.Combine(_folder, "vault.cer"), Path.Combine(sandboxFolderOfApp, "vault.cer"));
    }

    public static async Task StopAsync(HttpClient control)
    {
        try
        {
            await control.PostAsync("_sandbox/stop", null);
        }
        catch (HttpRequestException)
        {
            // It never started, or is gone already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_control);
        _control.Dispose();
        if (_process is not null)
        {
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException("The sandbox ended at its start.");
        try
        {
            return (await _control.GetAsync("_sandbox/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
