namespace SystemUserManager.Benchmarks.Sync;

/// <summary>The most that the heap held while something ran, over what it held before: sampled, so a lower bound.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly long _before;
    private readonly Timer _timer;
    private long _peak;
    private long _process;

    public PeakMemory()
    {
        _before = GC.GetTotalMemory(forceFullCollection: true);
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
    }

    public double PeakMegabytes => Math.Max(0, Interlocked.Read(ref _peak) - _before) / 1024.0 / 1024.0;

    /// <summary>All that the process had in memory, what it held before included.</summary>
    public double PeakProcessMegabytes => Interlocked.Read(ref _process) / 1024.0 / 1024.0;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = GC.GetTotalMemory(forceFullCollection: false);
        if (now > Interlocked.Read(ref _peak))
            Interlocked.Exchange(ref _peak, now);
        var process = Environment.WorkingSet;
        if (process > Interlocked.Read(ref _process))
            Interlocked.Exchange(ref _process, process);
    }
}
