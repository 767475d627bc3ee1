using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Shared;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Tests.Grants;

/// <summary>
/// Two portfolios over some weeks: things change at random, reads see them or fail at random, part by part. What reads
/// saw goes into the record by the product's own history, and into the model by hand.
/// </summary>
internal sealed class HistoryWalk(TestDatabase database, int seed)
{
    public const string SystemUsers = "system_users";
    public const string Datasets = "owned_pixels";
    public const int Names = 7;

    private static readonly AssetKind[] Kinds = [AssetKind.AdAccount, AssetKind.Page, AssetKind.Dataset];
    private static readonly string[] Tasks = ["ANALYZE", "ADVERTISE,ANALYZE", "MANAGE", "ANALYZE,MANAGE_AR"];
    private static readonly HashSet<AssetKind> Own = [AssetKind.AdAccount, AssetKind.Page];
    private static readonly HashSet<AssetKind> Told = [AssetKind.Dataset];

    private readonly Random _random = new(seed);

    /// <summary>What is so at Meta, seen or not.</summary>
    private readonly Dictionary<(long User, AssetKind Kind, string Asset), string> _atMeta = [];
    private readonly Dictionary<long, (string Name, string Role)> _called = [];
    private DateTimeOffset _now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    public HistoryModel Model { get; } = new();

    public List<long> Portfolios { get; } = [];

    public Dictionary<long, string> Owners { get; } = [];

    public async Task BeginAsync()
    {
        await using var db = database.Open();
        using var seeding = db.Unaudited("Made for a test.");
        foreach (var name in new[] { "Grace", "Ole" })
        {
            var person = Person.Called(name, $"{name}@example.com");
            db.People.Add(person);
            await db.SaveChangesAsync();
            Owners[person.Id] = name;
        }

        foreach (var business in new[] { "1", "2" })
        {
            var portfolio = new Portfolio
            {
                BusinessId = business,
                Name = $"Business {business}",
                AppId = "9",
                ControlTokenSecret = "control",
                AppSecretSecret = "app",
                State = PortfolioState.Connected,
            };
            portfolio.Rename(portfolio.Name);
            db.Portfolios.Add(portfolio);
            await db.SaveChangesAsync();
            Portfolios.Add(portfolio.Id);
            foreach (var kind in Kinds)
                for (var i = 0; i < 3; i++)
                    db.Assets.Add(
                        new Asset
                        {
                            PortfolioId = portfolio.Id,
                            Kind = kind,
                            GraphId = AssetId(kind, i),
                            Name = $"{kind} {i}",
                            NameKey = SortKey.Of($"{kind} {i}"),
                            FirstSeenAt = _now,
                        }
                    );
            for (var i = 0; i < 3; i++)
            {
                var user = new SystemUser
                {
                    PortfolioId = portfolio.Id,
                    AppId = "9",
                    GraphId = $"{business}{i}",
                    Name = $"Name {i}",
                    Role = "EMPLOYEE",
                    FirstSeenAt = _now,
                };
                user.Rename(user.Name);
                db.SystemUsers.Add(user);
                await SystemUserHistory.RecordAsync(db, user, _now, default);
                await db.SaveChangesAsync();
                Model.Users[user.Id] = new ModelledUser(
                    user.Id,
                    user.GraphId,
                    portfolio.Id,
                    user.Name,
                    user.Role,
                    null
                );
                _called[user.Id] = (user.Name, user.Role);
            }
        }
    }

    /// <summary>Some changes and some reads, at any hour; now and then one at the stroke of midnight, which still counts.</summary>
    public async Task PassDayAsync()
    {
        var day = DateOnly.FromDateTime(_now.UtcDateTime);
        var steps = _random.Next(5);
        for (var step = 0; step < steps; step++)
        {
            _now += TimeSpan.FromMinutes(1 + _random.Next(280));
            await StepAsync();
        }

        _now = Versions.EndOf(day);
        if (_random.Next(4) == 0)
            await StepAsync();
        Model.EndDay(day);
        // Whatever comes next is the next day's.
        _now += TimeSpan.FromSeconds(1);
    }

    private async Task StepAsync()
    {
        await using var db = database.Open();
        using var recording = db.Unaudited("Made for a test.");
        ChangeAtMeta();
        if (_random.Next(4) == 0)
            await ChangeOwnerAsync(db);
        // Portfolios begin to be read on different days; the first day nothing is.
        foreach (var portfolio in Portfolios.Where(p => _now.Day > 21 + 2 * Portfolios.IndexOf(p) || _now.Month > 11))
        {
            if (_random.Next(3) > 0)
                await ReadSystemUsersAsync(db, portfolio);
            if (_random.Next(3) == 0)
                await ReadAsync(db, portfolio, Datasets, Told);
        }

        await db.SaveChangesAsync();
    }

    private void ChangeAtMeta()
    {
        for (var i = _random.Next(4); i >= 0; i--)
        {
            var user = Any();
            var kind = Kinds[_random.Next(Kinds.Length)];
            var key = (user, kind, AssetId(kind, _random.Next(3)));
            if (!_atMeta.Remove(key) || _random.Next(2) == 0)
                _atMeta[key] = Tasks[_random.Next(Tasks.Length)];
        }

        if (_random.Next(3) == 0)
            _called[Any()] = ($"Name {_random.Next(Names)}", _random.Next(4) == 0 ? "ADMIN" : "EMPLOYEE");
    }

    /// <summary>Here, and so at once.</summary>
    private async Task ChangeOwnerAsync(AppDb db)
    {
        var id = Any();
        long? owner = _random.Next(3) == 0 ? null : Owners.Keys.ElementAt(_random.Next(Owners.Count));
        await OwnerHistory.ChangeAsync(db, await db.SystemUsers.SingleAsync(s => s.Id == id), owner, _now, default);
        await db.SaveChangesAsync();
        Model.Users[id] = Model.Users[id] with { OwnerId = owner };
    }

    private async Task ReadSystemUsersAsync(AppDb db, long portfolio)
    {
        foreach (var user in await db.SystemUsers.Where(s => s.PortfolioId == portfolio).ToListAsync())
        {
            var (name, role) = _called[user.Id];
            Model.Users[user.Id] = Model.Users[user.Id] with { Name = name, Role = role };
            if ((user.Name, user.Role) == (name, role))
                continue;
            user.Rename(name);
            user.Role = role;
            await SystemUserHistory.RecordAsync(db, user, _now, default);
            await db.SaveChangesAsync();
        }

        await ReadAsync(db, portfolio, SystemUsers, Own);
    }

    private async Task ReadAsync(AppDb db, long portfolio, string edge, HashSet<AssetKind> kinds)
    {
        var part = await db.SyncParts.FirstOrDefaultAsync(p => p.PortfolioId == portfolio && p.Edge == edge);
        foreach (var user in Model.Users.Values.Where(u => u.PortfolioId == portfolio).ToList())
        {
            var now = _atMeta
                .Where(g => g.Key.User == user.Id && kinds.Contains(g.Key.Kind))
                .Select(g => (g.Key.Kind, g.Key.Asset, Tasks: g.Value))
                .ToList();
            await GrantHistory.RecordAsync(
                db,
                portfolio,
                user.Id,
                now.ConvertAll(g => new GrantSeen(g.Kind, g.Asset, null, g.Tasks.Split(','))),
                kinds,
                _now,
                _now,
                part?.LastCompleteReadAt,
                default
            );
            Model.See(user.Id, kinds, now);
        }

        if (part is null)
            db.SyncParts.Add(part = new SyncPart { PortfolioId = portfolio, Edge = edge });
        part.FirstCompleteReadAt ??= _now;
        part.LastCompleteReadAt = _now;
        Model.FirstRead.TryAdd((portfolio, edge), _now);
        await db.SaveChangesAsync();
    }

    private long Any() => Model.Users.Keys.ElementAt(_random.Next(Model.Users.Count));

    private static string AssetId(AssetKind kind, int number) => $"{(int)kind}00{number}";
}
