namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>
/// The vault's own limit: so many requests in ten seconds. A refused request doesn't count, as documented, so that a
/// caller who waits as told gets in.
/// </summary>
internal sealed class VaultThrottle(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _counted = [];

    public void Count(int limit)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_counted.TryPeek(out var oldest) && oldest + Window <= now)
                _counted.Dequeue();
            if (_counted.Count >= limit)
                throw VaultRefusal.Throttled(SecondsUntil(_counted.TryPeek(out var first) ? first + Window : now, now));
            _counted.Enqueue(now);
        }
    }

    private static int SecondsUntil(DateTimeOffset free, DateTimeOffset now) =>
        Math.Max(1, (int)Math.Ceiling((free - now).TotalSeconds));
}
