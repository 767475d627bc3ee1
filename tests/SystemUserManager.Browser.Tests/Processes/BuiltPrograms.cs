using System.Net;
using System.Net.Sockets;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>The programs as they were built, in the configuration of these tests, and ports for them.</summary>
internal static class BuiltPrograms
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string Find(string project)
    {
        // .../tests/X/bin/Debug/net10.0 → the same configuration of the program.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(RepositoryRoot, "src", project, "bin", own.Parent!.Name, own.Name, $"{project}.dll");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SystemUserManager.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The repository's root was not found.");
    }
}
