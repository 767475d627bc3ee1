using System.Diagnostics;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Waits for what another process is to bring about, for as long as a busy machine may need.</summary>
internal static class Patience
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <param name="between">Two looks; null: so short that nothing is waited for in vain.</param>
    /// <exception cref="TimeoutException">It never came; the message says what.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isThere, string what, TimeSpan? between = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isThere())
        {
            if (Stopwatch.GetElapsedTime(started) > Longest)
                throw new TimeoutException($"Waited for {what}, and it didn't come.");
            await Task.Delay(between ?? BetweenLooks, TimeProvider.System);
        }
    }
}
