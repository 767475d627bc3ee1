using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Sends signals at once: a program that is started to send one may come too late on a busy machine.</summary>
internal static class Signals
{
    public const int Abort = 6;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>The error of a signal to one that is gone, <c>ESRCH</c>.</summary>
    public const int NoSuchProcess = 3;

    public static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
