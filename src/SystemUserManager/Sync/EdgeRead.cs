namespace SystemUserManager.Sync;

/// <summary>One edge while it is read, from its start: an edge that is interrupted begins anew.</summary>
internal sealed class EdgeRead(SyncRun sync, string name)
{
    public SyncRun Sync => sync;

    public string Name => name;

    /// <summary>When this reading began: what was recorded after it is newer than what it sees, and stays.</summary>
    public DateTimeOffset Began { get; } = sync.Now;

    /// <summary>The last complete read without what is new now; null: this is the first.</summary>
    public DateTimeOffset? NotBefore { get; } = sync.LastReadOf(name);

    public int Items { get; private set; }

    public int Grants { get; private set; }

    public Task SawAsync(int items, int grants = 0)
    {
        Items += items;
        Grants += grants;
        return sync.SayAsync(this);
    }
}

/// <summary>An edge of a portfolio and how it is read to its end. The order of edges matters: see <see cref="InventoryReader"/>.</summary>
/// <param name="IsNeeded">Without it a read is nothing worth, and somebody is asked.</param>
internal sealed record SyncEdge(string Name, Func<EdgeRead, CancellationToken, Task> ReadAsync, bool IsNeeded = false);
