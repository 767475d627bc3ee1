using System.Net;
using System.Net.Sockets;

namespace SystemUserManager.Tests.Shared;

/// <summary>The programs as they were built, in the configuration of these tests, and ports for them.</summary>
internal static class BuiltPrograms
{
    // Below what Linux gives by itself, and elsewhere than another run of the tests.
    private static int _lastPort = 10_000 + Environment.ProcessId % 200 * 100;

    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The one compiled ahead by <c>tests/setup.sh</c>, unless something was built since.</summary>
    public static string Find(string project)
    {
        // .../tests/X/bin/Debug/net10.0 → the same configuration of the program.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = Path.Combine(RepositoryRoot, "src", project, "bin", own.Parent!.Name);
        var (built, compiled) = (Path.Combine(configuration, own.Name), Path.Combine(configuration, "compiled"));
        var program = $"{project}.dll";
        return Path.Combine(IsNewer(compiled, built, program) ? compiled : built, program);
    }

    private static bool IsNewer(string compiled, string built, string program) =>
        File.Exists(Path.Combine(compiled, program))
        && Directory
            .EnumerateFiles(built, "*.dll")
            .All(file => File.GetLastWriteTimeUtc(file) <= File.GetLastWriteTimeUtc(Path.Combine(compiled, program)));

    /// <summary>Free now, never given before, and none that the system would give to somebody's outgoing connection.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _lastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SystemUserManager.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository's root was not found.");
    }
}
