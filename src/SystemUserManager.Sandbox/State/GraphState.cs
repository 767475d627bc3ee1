using SystemUserManager.Sandbox.KeyVault;
using SystemUserManager.Sandbox.State.Worlds;

namespace SystemUserManager.Sandbox.State;

/// <summary>Everything that 'Meta' knows, in tables with their indexes. Use it under <see cref="Journal.Lock"/>.</summary>
public sealed class GraphState
{
    private readonly Journal _journal;
    private readonly Dictionary<string, Business> _businesses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, App> _apps = new(StringComparer.Ordinal);
    private readonly List<Partner> _partners = [];
    private readonly Dictionary<string, List<Activity>> _activities = new(StringComparer.Ordinal);
    private long _activityCount;

    public GraphState(Journal journal, SandboxClock clock)
    {
        _journal = journal;
        Clock = clock;
        Ids = new Ids(journal);
        Members = new Members(journal);
        Tokens = new Tokens(journal, clock);
        Assets = new Assets(journal);
        Grants = new Grants(journal, clock);
        Lag = new Lag(clock);
        journal.Cleared += (_, _) => Load();
        Load();
    }

    public SandboxClock Clock { get; }

    public Ids Ids { get; }

    public Members Members { get; }

    public Tokens Tokens { get; }

    public Assets Assets { get; }

    public Grants Grants { get; }

    public Lag Lag { get; }

    public Switches Switches { get; private set; } = new();

    public IEnumerable<Business> Businesses => _businesses.Values;

    public IEnumerable<App> Apps => _apps.Values;

    public IReadOnlyList<Partner> Partners => _partners;

    public Business? FindBusiness(string id) => _businesses.GetValueOrDefault(id);

    public App? FindApp(string id) => _apps.GetValueOrDefault(id);

    public bool ArePartners(string one, string other) =>
        _partners.Exists(partner =>
            (partner.BusinessId == one && partner.PartnerId == other)
            || (partner.BusinessId == other && partner.PartnerId == one)
        );

    public IReadOnlyList<Activity> ActivitiesOf(string accountId) => _activities.GetValueOrDefault(accountId) ?? [];

    public void Put(Business business)
    {
        _businesses[business.Id] = business;
        _journal.Put("businesses", business.Id, business);
    }

    public void Put(App app)
    {
        _apps[app.Id] = app;
        _journal.Put("apps", app.Id, app);
    }

    public void Put(Partner partner)
    {
        _partners.RemoveAll(known => Key(known) == Key(partner));
        _partners.Add(partner);
        _journal.Put("partners", Key(partner), partner);
    }

    public void Remove(Partner partner)
    {
        _partners.RemoveAll(known => Key(known) == Key(partner));
        _journal.Remove("partners", Key(partner));
    }

    public void Put(Activity activity)
    {
        Index(activity);
        _journal.Put("activities", (++_activityCount).ToString("D12", null), activity);
    }

    public void Put(Switches switches)
    {
        Switches = switches;
        _journal.Put("settings", "switches", switches);
    }

    public void AdvanceClock(TimeSpan by)
    {
        Clock.Advance(by);
        _journal.Put("settings", "clock", new ClockRecord(Clock.Offset.Ticks));
    }

    /// <summary>Makes the world when the journal holds none yet.</summary>
    public void LoadOrMake(string world, KeyVaultStore vault)
    {
        lock (_journal.Lock)
        {
            if (_journal.Get<WorldRecord>("settings", "world") is null)
                Make(world, vault, () => Named(world, vault));
            _journal.Flush();
        }
    }

    /// <summary>Forgets everything, the vault's secrets too, and makes this world.</summary>
    public void Make(string name, KeyVaultStore vault, Action make)
    {
        ArgumentNullException.ThrowIfNull(vault);
        lock (_journal.Lock)
        {
            _journal.Clear();
            make();
            // Last: a process killed halfway has no world and makes it anew.
            _journal.Put("settings", "world", new WorldRecord(name));
        }
    }

    /// <summary><c>Demo</c> or <c>Empty</c>.</summary>
    public void Named(string world, KeyVaultStore vault)
    {
        if (world is "Demo")
            new DemoWorld(this, vault).Make();
    }

    private void Load()
    {
        _businesses.Clear();
        foreach (var (id, business) in _journal.All<Business>("businesses"))
            _businesses[id] = business;
        _apps.Clear();
        foreach (var (id, app) in _journal.All<App>("apps"))
            _apps[id] = app;
        _partners.Clear();
        _partners.AddRange(_journal.All<Partner>("partners").Select(row => row.Record));
        _activities.Clear();
        _activityCount = 0;
        foreach (
            var (_, activity) in _journal.All<Activity>("activities").OrderBy(row => row.Key, StringComparer.Ordinal)
        )
        {
            Index(activity);
            _activityCount++;
        }
        Members.Load();
        Tokens.Load();
        Assets.Load();
        Grants.Load();
        Lag.Clear();
        Switches = _journal.Get<Switches>("settings", "switches") ?? new Switches();
        Clock.SetOffset(new TimeSpan(_journal.Get<ClockRecord>("settings", "clock")?.OffsetTicks ?? 0));
    }

    private void Index(Activity activity)
    {
        if (!_activities.TryGetValue(activity.AccountId, out var list))
            _activities[activity.AccountId] = list = [];
        list.Add(activity);
    }

    private static string Key(Partner partner) => $"{partner.BusinessId}/{partner.Relation}/{partner.PartnerId}";

    private sealed record WorldRecord(string Name);

    private sealed record ClockRecord(long OffsetTicks);
}
