namespace SystemUserManager.Sync;

/// <summary>An edge that a read read to its end.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Items">How many system users, assets or others were on it.</param>
/// <param name="Grants">How many grants came with them.</param>
internal sealed record EdgeFacts(DateTimeOffset At, int Items, int Grants);

/// <summary>
/// How far a read came, kept with its step: whoever goes on with it doesn't read again what was read to its end.
/// </summary>
internal sealed class SyncFacts
{
    public Dictionary<string, EdgeFacts> Edges { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Our ids of known assets that an edge lacked: gone only when the other edge of their kind lacks them too.</summary>
    public Dictionary<string, List<long>> Missing { get; init; } = new(StringComparer.Ordinal);

    public bool IsDone(string edge) => Edges.ContainsKey(edge);

    /// <summary>An operation that stood for long begins again with what it read long ago.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        foreach (var (edge, _) in Edges.Where(e => e.Value.At < time).ToList())
        {
            Edges.Remove(edge);
            Missing.Remove(edge);
        }
    }
}
