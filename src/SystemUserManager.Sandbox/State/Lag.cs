namespace SystemUserManager.Sandbox.State;

/// <summary>
/// Reads that run behind the writes, as the switches ask: for so many reads, or so long on the sandbox clock. In memory:
/// a restarted sandbox has caught up.
/// </summary>
public sealed class Lag(SandboxClock clock)
{
    private readonly Dictionary<string, Behind> _behind = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is behind, as nearly always.</summary>
    public bool IsEmpty => _behind.Count == 0;

    public void Clear() => _behind.Clear();

    /// <param name="before">What readers go on seeing; null: nothing.</param>
    public void Start(string key, int reads, int milliseconds, string[]? before)
    {
        if (reads <= 0 && milliseconds <= 0)
            return;
        _behind[key] = new Behind(clock.GetUtcNow().AddMilliseconds(milliseconds), before) { Reads = reads };
    }

    /// <summary>Whether this read is behind, and what it sees then. Counts as one read.</summary>
    public bool IsBehind(string key, out string[]? before)
    {
        before = null;
        if (!_behind.TryGetValue(key, out var behind))
            return false;
        if (behind.Reads <= 0 && clock.GetUtcNow() >= behind.Until)
        {
            _behind.Remove(key);
            return false;
        }
        behind.Reads--;
        before = behind.Before;
        return true;
    }

    /// <summary>Keys that start so and may still be behind.</summary>
    public IReadOnlyList<string> Keys(string prefix) =>
        _behind.Count == 0 ? [] : [.. _behind.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];

    private sealed class Behind(DateTimeOffset until, string[]? before)
    {
        public DateTimeOffset Until => until;

        public string[]? Before => before;

        public int Reads { get; set; }
    }
}
