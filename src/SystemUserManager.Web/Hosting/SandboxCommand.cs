using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SystemUserManager.Web.Hosting;

/// <summary>How the sandbox is started so that it lives on when this process is killed.</summary>
internal static class SandboxCommand
{
    public static string LogFile(SandboxOptions options) => Path.Combine(options.DataFolder, "sandbox.log");

    /// <summary>Makes the sandbox's data folder too: it is started in it.</summary>
    public static ProcessStartInfo Of(string program, SandboxOptions options)
    {
        DataFolder.Make(options.DataFolder);
        var start = OperatingSystem.IsWindows() ? OnWindows() : OnUnix(LogFile(options));
        start.ArgumentList.Add(program);
        foreach (var argument in Arguments(options))
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = options.DataFolder;
        start.UseShellExecute = false;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // What is meant for this process alone: where it listens, its database, its first password.
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        return start;
    }

    private static IEnumerable<string> Arguments(SandboxOptions options)
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
    private static ProcessStartInfo OnUnix(string log)
    {
        const string Script = """
            log=$1; shift
            if command -v setsid >/dev/null; then exec setsid "$@" >>"$log" 2>&1 </dev/null; fi
            exec "$@" >>"$log" 2>&1 </dev/null
            """;
        return new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", Script, "sandbox", log, Dotnet() } };
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
}
