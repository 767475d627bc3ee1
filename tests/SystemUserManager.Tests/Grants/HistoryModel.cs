using MetaGraph.Assets;
using SystemUserManager.Data;

namespace SystemUserManager.Tests.Grants;

/// <summary>A system user as it is at one moment, by hand.</summary>
internal sealed record ModelledUser(long Id, string GraphId, long PortfolioId, string Name, string Role, long? OwnerId);

/// <summary>A grant as the list of a day shows it.</summary>
internal sealed record ShownGrant(
    long SystemUserId,
    string Name,
    string Role,
    string? Owner,
    string Asset,
    string Tasks
);

/// <summary>
/// What a person with paper and pencil would have noted: what was last seen of each system user, and what that was at
/// the end of each day. It keeps whole copies and knows nothing of versions.
/// </summary>
internal sealed class HistoryModel
{
    private readonly Dictionary<DateOnly, Snapshot> _days = [];

    public Dictionary<long, ModelledUser> Users { get; } = [];

    /// <summary>By system user and asset; tasks.</summary>
    public Dictionary<(long User, AssetKind Kind, string Asset), string> Seen { get; } = [];

    /// <summary>The moments of its complete reads, by portfolio and edge, in their order.</summary>
    private readonly Dictionary<(long Portfolio, string Edge), List<DateTimeOffset>> _reads = [];

    private readonly SortedDictionary<DateTimeOffset, HashSet<(long User, string Asset, string Tasks)>> _moments = [];

    public IEnumerable<DateOnly> Days => _days.Keys.Order();

    /// <summary>By the moment of each read: what was known then.</summary>
    public IReadOnlyDictionary<DateTimeOffset, HashSet<(long User, string Asset, string Tasks)>> Moments => _moments;

    public void EndDay(DateOnly day) => _days[day] = new Snapshot(new(Users), new(Seen), [.. _reads.Keys]);

    public void Note(DateTimeOffset at) => _moments[at] = [.. Seen.Select(g => (g.Key.User, g.Key.Asset, g.Value))];

    public void Read(long portfolio, string edge, DateTimeOffset at)
    {
        if (!_reads.TryGetValue((portfolio, edge), out var reads))
            _reads[(portfolio, edge)] = reads = [];
        reads.Add(at);
    }

    /// <summary>The reads around a day on which there was none; null: there was one, or none on one side.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Unread(DateOnly day, long portfolio, string edge)
    {
        var (began, ended) = (Versions.EndOf(day.AddDays(-1)), Versions.EndOf(day));
        var reads = _reads.GetValueOrDefault((portfolio, edge), []);
        // One at the stroke of midnight counts for both days.
        var before = reads.Where(r => r < began).ToList();
        var after = reads.Where(r => r > ended).ToList();
        return before.Count > 0 && after.Count > 0 && before.Count + after.Count == reads.Count
            ? (before[^1], after[0])
            : null;
    }

    /// <summary>A complete read of these kinds saw exactly this of one system user.</summary>
    public void See(
        long user,
        IReadOnlySet<AssetKind> kinds,
        IEnumerable<(AssetKind Kind, string Asset, string Tasks)> now
    )
    {
        foreach (var key in Seen.Keys.Where(k => k.User == user && kinds.Contains(k.Kind)).ToList())
            Seen.Remove(key);
        foreach (var (kind, asset, tasks) in now.Where(n => kinds.Contains(n.Kind)))
            Seen[(user, kind, asset)] = tasks;
    }

    public IEnumerable<(ShownGrant Grant, AssetKind Kind, ModelledUser User)> On(
        DateOnly day,
        IReadOnlyDictionary<long, string> owners
    ) =>
        from grant in _days[day].Seen
        let user = _days[day].Users[grant.Key.User]
        select (
            new ShownGrant(
                user.Id,
                user.Name,
                user.Role,
                user.OwnerId is { } owner ? owners[owner] : null,
                grant.Key.Asset,
                grant.Value
            ),
            grant.Key.Kind,
            user
        );

    public bool IsKnown(DateOnly day, long portfolio, string edge) => _days[day].Known.Contains((portfolio, edge));

    private sealed record Snapshot(
        Dictionary<long, ModelledUser> Users,
        Dictionary<(long User, AssetKind Kind, string Asset), string> Seen,
        HashSet<(long Portfolio, string Edge)> Known
    );
}
