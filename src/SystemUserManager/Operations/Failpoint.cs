using System.Diagnostics;

namespace SystemUserManager.Operations;

public enum FailpointPlace
{
    /// <summary>The step was written down as started; it had no effect yet.</summary>
    Before,

    /// <summary>The step had its effect; that isn't written down.</summary>
    After,

    /// <summary>The step was written down as ended; the next hasn't begun.</summary>
    Between,

    /// <summary>Somewhere inside a step that is of two halves; the name is the point's own.</summary>
    At,
}

public enum FailpointAct
{
    /// <summary>This process dies as by <c>kill -9</c>.</summary>
    Kill,

    /// <summary>An exception that nobody expects.</summary>
    Throw,

    /// <summary>Nothing goes on from there until the process ends.</summary>
    Hang,
}

/// <summary>
/// Makes one step go wrong at one place, once in the life of a process: how tests prove that an operation survives it.
/// Registered only beside the sandbox; anywhere else the app doesn't start with one set.
/// </summary>
public sealed class Failpoint(FailpointPlace place, string name, FailpointAct act)
{
    private int _reached;

    /// <summary>From "before:Create at Meta:kill".</summary>
    /// <exception cref="FormatException">It isn't written so; the message is a sentence.</exception>
    public static Failpoint Parse(string text)
    {
        var parts = text.Split(':');
        if (
            parts is [var place, { Length: > 0 } name, var act]
            && Enum.TryParse<FailpointPlace>(place, ignoreCase: true, out var where)
            && Enum.TryParse<FailpointAct>(act, ignoreCase: true, out var what)
        )
            return new Failpoint(where, name, what);
        throw new FormatException(
            $"it must be written as place:name of the step:act, with a place of {Words<FailpointPlace>()} and an act of {Words<FailpointAct>()}"
        );
    }

    internal async Task ReachAsync(FailpointPlace reached, string point)
    {
        if (reached != place || point != name || Interlocked.Exchange(ref _reached, 1) == 1)
            return;
        switch (act)
        {
            case FailpointAct.Kill:
                using (var self = Process.GetCurrentProcess())
                {
                    self.Kill();
                    self.WaitForExit();
                }

                break;
            case FailpointAct.Hang:
                await new TaskCompletionSource().Task;
                break;
            default:
                throw new InvalidOperationException($"The failpoint \"{point}\" was reached.");
        }
    }

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
}
