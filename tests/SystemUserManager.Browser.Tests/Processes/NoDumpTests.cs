using System.ComponentModel;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>The memory of a worker may hold a token: however it ends, it leaves none of it in a file.</summary>
public sealed class NoDumpTests
{
    [Fact]
    [Trait("Id", "E04")]
    public async Task Aborted_it_leaves_no_dump_although_the_machine_would_let_it()
    {
        await using var app = AppProcess.Prepare(mayDumpCore: true);
        var before = Dumps(app);
        await app.StartAgainAsync();
        var limit = File.ReadLines($"/proc/{app.ProcessId}/limits")
            .Single(l => l.StartsWith("Max core file size", StringComparison.Ordinal));

        // The first is the runtime's, which would write a dump of its own; the next is the system's.
        await Patience.UntilAsync(() => Task.FromResult(IsAborted(app)), "the app to be aborted");

        // 128 and the signal: it was aborted, and didn't end by itself.
        Assert.Equal(128 + Signals.Abort, await app.WaitForDeathAsync());
        Assert.Equal(["0", "0"], limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4..6]);
        Assert.Equal(before, Dumps(app));
    }

    /// <summary>The runtime gives up by itself, as <c>Environment.FailFast</c> does: a limit of the process stands in for a container's.</summary>
    [Fact]
    [Trait("Id", "E04")]
    public async Task Out_of_memory_it_leaves_no_dump_either()
    {
        var little = new Dictionary<string, string>
        {
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_GCHeapHardLimit"] = "0x1000000",
        };
        await using var app = AppProcess.Prepare(little, mayDumpCore: true);
        var before = Dumps(app);

        app.StartDoomed();

        Assert.Equal(128 + Signals.Abort, await app.WaitForDeathAsync());
        Assert.Contains("Out of memory", app.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, Dumps(app));
    }

    private static bool IsAborted(AppProcess app)
    {
        try
        {
            if (!app.HasExited)
                Signals.Send(app.ProcessId, Signals.Abort);
            return app.HasExited;
        }
        catch (Win32Exception gone) when (gone.NativeErrorCode == Signals.NoSuchProcess)
        {
            // It ended after it was looked at.
            return true;
        }
    }

    /// <summary>Where a kernel writes them that isn't told otherwise, and where the runtime does.</summary>
    private static List<string> Dumps(AppProcess app) =>
        [
            .. new[] { app.WorkingFolder, app.Folder, Path.GetTempPath() }
                .SelectMany(folder => Directory.EnumerateFiles(folder))
                .Where(file =>
                    Path.GetFileName(file) is var name
                    && (
                        name.StartsWith("core", StringComparison.Ordinal)
                        && !name.Contains(".dll", StringComparison.Ordinal)
                    )
                )
                .Order(StringComparer.Ordinal),
        ];
}
