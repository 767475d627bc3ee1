namespace SystemUserManager.Sandbox.State;

/// <summary>Assets and asset groups, found by business and kind, by contained asset and by member.</summary>
public sealed class Assets(Journal journal)
{
    private const string AssetTable = "assets";
    private const string GroupTable = "assetGroups";

    private readonly Dictionary<string, Asset> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Business, AssetKind Kind), List<Asset>> _owned = [];
    private readonly Dictionary<(string Business, AssetKind Kind), List<Asset>> _shared = [];
    private readonly Dictionary<string, AssetGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<AssetGroup>> _groupsByBusiness = new(StringComparer.Ordinal);

    public void Load()
    {
        _byId.Clear();
        _owned.Clear();
        _shared.Clear();
        _groups.Clear();
        _groupsByBusiness.Clear();
        foreach (var asset in journal.All<Asset>(AssetTable).Select(row => row.Record).OrderBy(asset => asset.Order))
            Index(asset);
        foreach (var (_, group) in journal.All<AssetGroup>(GroupTable).OrderBy(row => row.Key, StringComparer.Ordinal))
            Index(group);
    }

    public IEnumerable<Asset> All => _byId.Values;

    public IEnumerable<AssetGroup> Groups => _groups.Values;

    public Asset? Find(string id) => _byId.GetValueOrDefault(id);

    public AssetGroup? FindGroup(string id) => _groups.GetValueOrDefault(id);

    /// <summary>In the order of making.</summary>
    public List<Asset> OwnedBy(string businessId, AssetKind kind) => List(_owned, (businessId, kind));

    /// <summary>Shared to this business by others, in the order of making.</summary>
    public List<Asset> SharedTo(string businessId, AssetKind kind) => List(_shared, (businessId, kind));

    public List<AssetGroup> GroupsOf(string businessId) => List(_groupsByBusiness, businessId);

    public IEnumerable<AssetGroup> GroupsWith(BusinessMember member) =>
        GroupsOf(member.BusinessId).Where(group => group.Members.ContainsKey(member.Id));

    public void Put(Asset asset)
    {
        if (_byId.TryGetValue(asset.Id, out var before))
            Unindex(before);
        Index(asset);
        journal.Put(AssetTable, asset.Id, asset);
    }

    public void Remove(Asset asset)
    {
        Unindex(asset);
        journal.Remove(AssetTable, asset.Id);
        foreach (var group in _groups.Values.Where(group => group.Contained.Remove(asset.Id)).ToList())
            Put(group);
    }

    public void Put(AssetGroup group)
    {
        Index(group);
        journal.Put(GroupTable, group.Id, group);
    }

    public void Remove(AssetGroup group)
    {
        _groups.Remove(group.Id);
        GroupsOf(group.BusinessId).Remove(group);
        journal.Remove(GroupTable, group.Id);
    }

    private void Index(Asset asset)
    {
        _byId[asset.Id] = asset;
        OwnedBy(asset.OwnerId, asset.Kind).Add(asset);
        foreach (var client in asset.Clients?.Keys ?? Enumerable.Empty<string>())
            SharedTo(client, asset.Kind).Add(asset);
    }

    private void Unindex(Asset asset)
    {
        _byId.Remove(asset.Id);
        OwnedBy(asset.OwnerId, asset.Kind).Remove(asset);
        // Every list of shared assets, since the record may have been changed in place before it comes here.
        foreach (var (key, list) in _shared)
            if (key.Kind == asset.Kind)
                list.Remove(asset);
    }

    private void Index(AssetGroup group)
    {
        if (_groups.TryAdd(group.Id, group))
            GroupsOf(group.BusinessId).Add(group);
    }

    private static List<T> List<TKey, T>(Dictionary<TKey, List<T>> index, TKey key)
        where TKey : notnull => index.TryGetValue(key, out var list) ? list : index[key] = [];
}
