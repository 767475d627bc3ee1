using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SystemUserManager.Benchmarks.Sync;

/// <summary>What the stand-in saw of one run.</summary>
/// <param name="Calls">Parts of batches count one by one.</param>
/// <param name="Activities">Those among them that ask who changed an ad account's grant.</param>
/// <param name="ServiceSeconds">The stand-in's own time for the requests to Meta, waits for its lock and the added latency included.</param>
internal sealed record Served(int Requests, int Calls, int Activities, int VaultRequests, double ServiceSeconds);

/// <summary>'Meta' and the vault in a process of their own, so that the worker's memory is the worker's.</summary>
internal sealed partial class StandIn : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _control;

    private StandIn(Process process, string folder, Uri graph, Uri vault)
    {
        (_process, _folder) = (process, folder);
        _control = new HttpClient { BaseAddress = graph, Timeout = TimeSpan.FromMinutes(10) };
        Addresses = new SandboxAddresses(graph, vault, Path.Combine(folder, "vault.cer"));
    }

    public SandboxAddresses Addresses { get; }

    public static async Task<StandIn> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sum-benchmark-").FullName;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "SystemUserManager.Sandbox.dll"),
                "--environment=Development",
                "--Sandbox:GraphPort=0",
                "--Sandbox:VaultPort=0",
                "--Sandbox:World=Empty",
                $"--Sandbox:DataFolder={folder}",
            },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadLineAsync() ?? "";
        var found = Spoken().Match(said);
        if (!found.Success)
            throw new InvalidOperationException($"The sandbox didn't start: {said}");
        return new StandIn(process, folder, new Uri(found.Groups[1].Value), new Uri(found.Groups[2].Value));
    }

    public Task MakeWorldAsync(int portfolios, int systemUsers, int assets, int grantsPerSystemUser) =>
        PostAsync(
            "world",
            new
            {
                portfolios,
                systemUsers,
                assets,
                grantsPerSystemUser,
            }
        );

    public Task ChangeAsync(object change) => PostAsync("change", change);

    /// <summary>Each request to Meta takes so much longer, a batch as long as any other.</summary>
    public async Task DelayAsync(int milliseconds)
    {
        using (await _control.DeleteAsync(new Uri("/_sandbox/faults", UriKind.Relative))) { }
        if (milliseconds > 0)
            await PostAsync(
                "faults",
                new
                {
                    server = "graph",
                    mode = "slow",
                    milliseconds,
                    inBatches = false,
                }
            );
    }

    public async Task<long> MarkAsync() =>
        (await LogAsync(0)).Select(l => l.GetProperty("n").GetInt64()).LastOrDefault();

    public async Task<Served> SinceAsync(long mark)
    {
        var lines = await LogAsync(mark);
        var graph = lines.Where(l => Text(l, "server") == "graph").ToList();
        var whole = graph.Where(l => l.GetProperty("batch").ValueKind == JsonValueKind.Null).ToList();
        return new Served(
            whole.Count,
            graph.Count(l => WithoutVersion().Replace(Text(l, "path"), "").Length > 1),
            graph.Count(l => Text(l, "path").EndsWith("/activities", StringComparison.Ordinal)),
            lines.Count - graph.Count,
            whole.Sum(l => l.GetProperty("milliseconds").GetDouble()) / 1000
        );

        static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await PostAsync("stop", new { });
        await _process.WaitForExitAsync();
        _process.Dispose();
        _control.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<List<JsonElement>> LogAsync(long after) =>
        (
            await _control.GetFromJsonAsync<List<JsonElement>>(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"/_sandbox/log?after={after}"), UriKind.Relative)
            )
        )!;

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _control.PostAsJsonAsync(new Uri($"/_sandbox/{path}", UriKind.Relative), body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"Graph on (\S+), vault on (\S+)\.$")]
    private static partial Regex Spoken();

    [GeneratedRegex(@"^/v\d+\.\d+(?=/|$)")]
    private static partial Regex WithoutVersion();
}
