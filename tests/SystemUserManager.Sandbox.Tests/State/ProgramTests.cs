using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SystemUserManager.Sandbox.Tests.State;

public sealed partial class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("program").FullName;

    [Fact]
    public async Task It_runs_until_it_is_asked_to_stop_and_a_killed_one_has_forgotten_nothing()
    {
        using var client = new HttpClient();
        Uri graph;
        using (var killed = await StartAsync())
        {
            graph = killed.Graph;
            using var change = new StringContent(
                """{"do":"addSystemUser","business":"1200000000000001","name":"before the kill"}"""
            );
            using var changed = await client.PostAsync(new Uri(graph, "/_sandbox/change"), change);
            Assert.True(changed.IsSuccessStatusCode);
            killed.Process.Kill();
            await killed.Process.WaitForExitAsync();
        }

        using var stopped = await StartAsync();
        Assert.Contains("before the kill", await client.GetStringAsync(new Uri(stopped.Graph, "/_sandbox/state")));
        using var stop = await client.PostAsync(new Uri(stopped.Graph, "/_sandbox/stop"), null);
        Assert.True(stop.IsSuccessStatusCode);
        await stopped.Process.WaitForExitAsync();
        Assert.Equal(0, stopped.Process.ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Running> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(SandboxHost).Assembly.Location);
        start.ArgumentList.Add("--Sandbox:GraphPort=0");
        start.ArgumentList.Add("--Sandbox:VaultPort=0");
        start.ArgumentList.Add($"--Sandbox:DataFolder={_folder}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return new Running(process, new Uri(GraphAddress().Match(line!).Groups[1].Value));
    }

    [GeneratedRegex("Graph on (http://[^,]+),")]
    private static partial Regex GraphAddress();

    private sealed record Running(Process Process, Uri Graph) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
                Process.Kill();
            Process.Dispose();
        }
    }
}
