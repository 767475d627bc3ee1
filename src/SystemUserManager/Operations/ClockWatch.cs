using System.Collections.Concurrent;
using MetaGraph;
using MetaGraph.Http;

namespace SystemUserManager.Operations;

/// <param name="By">How far this machine's clock runs ahead; negative: behind.</param>
/// <param name="Against">Whose clock it was compared with, as "Meta's".</param>
public sealed record ClockSkew(TimeSpan By, string Against)
{
    /// <summary>From here on people are told.</summary>
    public static readonly TimeSpan Notable = TimeSpan.FromMinutes(2);

    /// <summary>From here on no token is made or proved: its expiry couldn't be judged, and the vault would refuse us.</summary>
    public static readonly TimeSpan TooFar = TimeSpan.FromMinutes(10);

    public bool IsTooFar => By.Duration() > TooFar;

    public string Words =>
        $"about {By.Duration().TotalMinutes:0} minutes {(By > TimeSpan.Zero ? "ahead of" : "behind")} {Against}";
}

/// <summary>
/// Compares this machine's clock with those of others: of Meta by the Date headers that its answers bring, and of the
/// database.
/// </summary>
internal sealed class ClockWatch(MetaGraphClient graph)
{
    public const string Meta = "Meta's";

    private readonly ConcurrentDictionary<string, ClockSkew> _seen = new(StringComparer.Ordinal);

    /// <summary>As last seen of the one that is furthest off; null: nothing was compared yet.</summary>
    public ClockSkew? Skew => _seen.Values.MaxBy(s => s.By.Duration());

    /// <summary>By Meta's clock this one is wrong, as last seen.</summary>
    public bool IsOffMetas => _seen.TryGetValue(Meta, out var seen) && seen.By.Duration() > ClockSkew.Notable;

    public void Note(TimeSpan by, string against) => _seen[against] = new ClockSkew(by, against);

    /// <summary>Looks anew where the clock seemed to be wrong: it may have been mended since.</summary>
    public async Task<ClockSkew?> LookAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await graph.MeasureClockSkewAsync(cancellationToken) is { } by)
                Note(by, Meta);
        }
        catch (MetaGraphException)
        {
            // Meta doesn't answer: what was seen last stands.
        }

        return Skew;
    }
}
