namespace SystemUserManager.Operations;

/// <summary>
/// Moments of their own for what happens to many things equally often, so that not all of them happen at once: always
/// the same for the same thing, as evenly spread as the ids come.
/// </summary>
internal static class Spread
{
    // Of the golden ratio: consecutive ids land far from each other, and any number of them evenly.
    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The latest of its moments, at <paramref name="now"/> or before.</summary>
    public static DateTimeOffset LastMoment(long id, TimeSpan every, DateTimeOffset now)
    {
        var part = (unchecked((ulong)id * Step) >> 11) / (double)(1UL << 53);
        var offset = (long)(every.Ticks * part);
        var since = (now.UtcTicks - offset) % every.Ticks;
        return now - TimeSpan.FromTicks(since < 0 ? since + every.Ticks : since);
    }
}
