namespace SystemUserManager.Sandbox.State;

/// <summary>System users and people, found by business, by app-scoped id and by person.</summary>
public sealed class Members(Journal journal)
{
    private const string SystemUserTable = "systemUsers";
    private const string HumanTable = "humans";

    private readonly Dictionary<string, BusinessMember> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string App, string Id), SystemUser> _byAppScopedId = [];
    private readonly Dictionary<string, List<SystemUser>> _systemUsers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Human>> _humans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Human>> _byPerson = new(StringComparer.Ordinal);

    public void Load()
    {
        _byId.Clear();
        _byAppScopedId.Clear();
        _systemUsers.Clear();
        _humans.Clear();
        _byPerson.Clear();
        foreach (
            var user in journal.All<SystemUser>(SystemUserTable).Select(row => row.Record).OrderBy(user => user.Order)
        )
            Index(user);
        foreach (var human in journal.All<Human>(HumanTable).Select(row => row.Record).OrderBy(human => human.Order))
            Index(human);
    }

    public void Put(SystemUser user)
    {
        Index(user);
        journal.Put(SystemUserTable, user.Id, user);
    }

    public void Put(Human human)
    {
        Index(human);
        journal.Put(HumanTable, human.Id, human);
    }

    public void Remove(BusinessMember member)
    {
        _byId.Remove(member.Id);
        switch (member)
        {
            case SystemUser user:
                SystemUsersOf(user.BusinessId).Remove(user);
                foreach (var (app, id) in user.AppScopedIds)
                    _byAppScopedId.Remove((app, id));
                journal.Remove(SystemUserTable, user.Id);
                break;
            case Human human:
                HumansOf(human.BusinessId).Remove(human);
                MembershipsOf(human.UserId).Remove(human);
                journal.Remove(HumanTable, human.Id);
                break;
        }
    }

    public BusinessMember? Find(string id) => _byId.GetValueOrDefault(id);

    public SystemUser? FindSystemUser(string appId, string appScopedId) =>
        _byAppScopedId.GetValueOrDefault((appId, appScopedId));

    /// <summary>In the order of making.</summary>
    public List<SystemUser> SystemUsersOf(string businessId) => List(_systemUsers, businessId);

    /// <summary>In the order of making.</summary>
    public List<Human> HumansOf(string businessId) => List(_humans, businessId);

    /// <summary>A person's memberships, by the person's own Facebook id.</summary>
    public List<Human> MembershipsOf(string userId) => List(_byPerson, userId);

    private void Index(SystemUser user)
    {
        if (_byId.TryAdd(user.Id, user))
            SystemUsersOf(user.BusinessId).Add(user);
        foreach (var (app, id) in user.AppScopedIds)
            _byAppScopedId[(app, id)] = user;
    }

    private void Index(Human human)
    {
        if (!_byId.TryAdd(human.Id, human))
            return;
        HumansOf(human.BusinessId).Add(human);
        MembershipsOf(human.UserId).Add(human);
    }

    private static List<T> List<T>(Dictionary<string, List<T>> index, string key) =>
        index.TryGetValue(key, out var list) ? list : index[key] = [];
}
