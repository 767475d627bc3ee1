using System.Diagnostics;

namespace SystemUserManager.Operations;

/// <summary>
/// Kills this process, as <c>kill -9</c> does, right after the named step was written down as ended: how tests prove that
/// an operation survives it. Registered only beside the sandbox.
/// </summary>
public sealed class KillPoint(string afterStep)
{
    internal void Reached(string stepName)
    {
        if (stepName != afterStep)
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        self.WaitForExit();
    }
}
