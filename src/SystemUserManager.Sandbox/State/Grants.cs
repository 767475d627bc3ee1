namespace SystemUserManager.Sandbox.State;

/// <summary>Direct grants, found by member and by asset. What an asset group gives is computed from the group.</summary>
public sealed class Grants(Journal journal, SandboxClock clock)
{
    private const string TableName = "grants";

    private readonly Dictionary<string, MemberGrants> _byMember = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _membersByAsset = new(StringComparer.Ordinal);

    public void Load()
    {
        _byMember.Clear();
        _membersByAsset.Clear();
        // Task lists repeat without end: one array each keeps a large world small.
        var lists = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (member, grants) in journal.All<MemberGrants>(TableName))
        {
            foreach (var (asset, grant) in grants.ByAsset.ToList())
            {
                var list = string.Join(',', grant.Tasks);
                if (!lists.TryGetValue(list, out var shared))
                    lists[list] = shared = grant.Tasks;
                grants.ByAsset[asset] = grant with { Tasks = shared };
            }
            Index(member, grants);
        }
    }

    public IEnumerable<MemberGrants> All => _byMember.Values;

    /// <summary>Asset id → grant.</summary>
    public IReadOnlyDictionary<string, Grant> Of(string memberId) =>
        _byMember.TryGetValue(memberId, out var grants) ? grants.ByAsset : new Dictionary<string, Grant>(0);

    public IReadOnlyList<string> MembersOn(string assetId) =>
        _membersByAsset.TryGetValue(assetId, out var members) ? members : [];

    public Grant? Find(string memberId, string assetId) =>
        _byMember.TryGetValue(memberId, out var grants) ? grants.ByAsset.GetValueOrDefault(assetId) : null;

    public void Set(string memberId, string assetId, string[] tasks)
    {
        var grants = _byMember.TryGetValue(memberId, out var known)
            ? known
            : _byMember[memberId] = new MemberGrants { MemberId = memberId };
        if (!grants.ByAsset.ContainsKey(assetId))
            Members(assetId).Add(memberId);
        var since = grants.ByAsset.GetValueOrDefault(assetId)?.Since ?? clock.GetUtcNow();
        grants.ByAsset[assetId] = new Grant(tasks, since);
        journal.Put(TableName, memberId, grants);
    }

    /// <summary>All grants of one member at once, as a world is made.</summary>
    public void SetAll(MemberGrants grants)
    {
        Index(grants.MemberId, grants);
        journal.Put(TableName, grants.MemberId, grants);
    }

    public bool Remove(string memberId, string assetId)
    {
        if (!_byMember.TryGetValue(memberId, out var grants) || !grants.ByAsset.Remove(assetId))
            return false;
        Members(assetId).Remove(memberId);
        journal.Put(TableName, memberId, grants);
        return true;
    }

    public void RemoveMember(string memberId)
    {
        if (!_byMember.Remove(memberId, out var grants))
            return;
        foreach (var asset in grants.ByAsset.Keys)
            Members(asset).Remove(memberId);
        journal.Remove(TableName, memberId);
    }

    private void Index(string memberId, MemberGrants grants)
    {
        _byMember[memberId] = grants;
        foreach (var asset in grants.ByAsset.Keys)
            Members(asset).Add(memberId);
    }

    private List<string> Members(string assetId) =>
        _membersByAsset.TryGetValue(assetId, out var members) ? members : _membersByAsset[assetId] = [];
}
