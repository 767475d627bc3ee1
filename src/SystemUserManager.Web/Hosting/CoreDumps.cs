using System.Runtime.InteropServices;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// The memory of a worker may hold a token, and a process that is aborted writes its memory into a file where the machine
/// lets it. This process asks for none, whatever it was started with; what the runtime would write is refused with the
/// settings (<see cref="AppSettings"/>).
/// </summary>
internal static class CoreDumps
{
    // The same number on Linux, macOS and FreeBSD.
    private const int CoreFileSize = 4;

    /// <summary>Does nothing on Windows, which writes none by itself.</summary>
    public static void TurnOff()
    {
        if (OperatingSystem.IsWindows())
            return;
        var none = default(Limit);
        // A limit can always be lowered.
        if (SetLimit(CoreFileSize, in none) != 0)
            Console.Error.WriteLine("Core dumps of this process could not be turned off: see to ulimit -c 0.");
    }

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in Limit limit);

    /// <summary>In bytes: what holds now, and up to which it may be raised again.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Current, nuint Most);
}
