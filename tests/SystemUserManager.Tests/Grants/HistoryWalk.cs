using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using Faults = SystemUserManager.Tests.Fixture.Faults;

namespace SystemUserManager.Tests.Grants;

/// <summary>
/// Two portfolios over some days: people change things at Meta at random, and the product reads them at random, wholly or
/// without their datasets. What each read could see goes into the model by hand.
/// </summary>
internal sealed class HistoryWalk(World world, int seed)
{
    public const string SystemUsers = "system_users";
    public const string Datasets = "owned_pixels";
    public const int Names = 7;

    /// <summary>The second begins to be read some days later.</summary>
    private static readonly string[] Businesses = ["Northwind", "Contoso"];

    private static readonly HashSet<AssetKind> Told = [AssetKind.Dataset];
    private static readonly HashSet<AssetKind> Own = [.. AssetKinds.All.Select(k => k.Kind).Except(Told)];

    private static readonly Dictionary<AssetKind, string[][]> Tasks = new()
    {
        [AssetKind.AdAccount] =
        [
            ["ANALYZE"],
            ["ADVERTISE"],
            ["MANAGE"],
            ["DRAFT"],
        ],
        [AssetKind.Page] =
        [
            ["ANALYZE"],
            ["ADVERTISE"],
            ["MODERATE"],
            ["MANAGE"],
        ],
        [AssetKind.Dataset] =
        [
            ["ANALYZE"],
            ["ADVERTISE"],
            ["EDIT"],
        ],
    };

    private readonly Random _random = new(seed);

    public HistoryModel Model { get; } = new();

    public List<long> Portfolios { get; } = [];

    public Dictionary<long, string> Owners { get; } = [];

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    /// <summary>What comes through an asset group is no matter of this walk.</summary>
    public async Task BeginAsync()
    {
        await world.ChangeAsync(
            new
            {
                @do = "removeFromGroup",
                group = "DACH",
                systemUser = "user1",
            }
        );
        foreach (var name in new[] { "contoso tool one", "contoso tool two" })
            await world.ChangeAsync(
                new
                {
                    @do = "addSystemUser",
                    business = "Contoso Media",
                    name,
                }
            );
        await EndDayAsync();
        await ConnectAsync();
    }

    /// <summary>Some changes and some reads, at any hour; now and then one at the stroke of midnight, which still counts.</summary>
    public async Task PassDayAsync()
    {
        if (Portfolios.Count < Businesses.Length && _random.Next(3) == 0)
            await ConnectAsync();
        // On some days nothing is read at all.
        for (var step = _random.Next(3) == 0 ? 0 : 1 + _random.Next(2); step > 0; step--)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1 + _random.Next(280)));
            await StepAsync();
        }

        await EndDayAsync();
    }

    private async Task EndDayAsync()
    {
        var day = DateOnly.FromDateTime(Now.UtcDateTime);
        world.Clock.Advance(Versions.EndOf(day) - Now);
        if (Portfolios.Count > 0 && _random.Next(4) == 0)
            await StepAsync();
        Model.EndDay(day);
        // Whatever comes next is the next day's.
        world.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task ConnectAsync()
    {
        var business = Businesses[Portfolios.Count];
        Portfolios.Add(await world.ConnectAnewAsync(business));
        await SeeAsync(Portfolios[^1], withDatasets: true);
    }

    private async Task StepAsync()
    {
        for (var i = 3 + _random.Next(6); i > 0; i--)
            await ChangeAtMetaAsync(Businesses[_random.Next(Portfolios.Count)]);
        if (_random.Next(3) == 0)
            await ChangeOwnerAsync();
        foreach (var portfolio in Portfolios.Where(_ => _random.Next(3) > 0).ToList())
            await ReadAsync(portfolio, withDatasets: _random.Next(3) > 0);
    }

    private async Task ChangeAtMetaAsync(string business)
    {
        var (users, assets) = world.Meta.Read(state =>
        {
            var id = state.Businesses.Single(b => b.Name.StartsWith(business, StringComparison.Ordinal)).Id;
            return (
                state
                    .Members.SystemUsersOf(id)
                    .Where(s => s.Role != "ADMIN" || s.Name != "System User Manager")
                    .ToList(),
                Tasks
                    .Keys.SelectMany(k => state.Assets.OwnedBy(id, AtMeta(k)).Take(2).Select(a => (Kind: k, a.Id)))
                    .ToList()
            );
        });
        var user = users[_random.Next(users.Count)];
        var held = world.Meta.Read(state => assets.Where(a => state.Grants.Find(user.Id, a.Id) is not null).ToList());
        // Half of the time one that it has: there is something to lower and to take away.
        var (kind, asset) =
            held.Count > 0 && _random.Next(2) == 0
                ? held[_random.Next(held.Count)]
                : assets[_random.Next(assets.Count)];
        var tasks = Tasks[kind][_random.Next(Tasks[kind].Length)];
        var has = held.Contains((kind, asset));
        await world.ChangeAsync(
            (_random.Next(8), has) switch
            {
                (0, _) => new
                {
                    @do = "renameSystemUser",
                    systemUser = user.Id,
                    name = $"Name {_random.Next(Names)}",
                },
                (1, _) => new
                {
                    @do = "setRole",
                    systemUser = user.Id,
                    role = user.Role == "ADMIN" ? "EMPLOYEE" : "ADMIN",
                },
                (2 or 3, true) => new
                {
                    @do = "removeGrant",
                    systemUser = user.Id,
                    asset,
                },
                (4, true) => new
                {
                    @do = "raiseGrant",
                    systemUser = user.Id,
                    asset,
                    tasks,
                },
                // Given anew, raised, lowered, or as it was.
                _ => (object)
                    new
                    {
                        @do = "addGrant",
                        systemUser = user.Id,
                        asset,
                        tasks,
                    },
            }
        );
    }

    /// <summary>Here, and so at once.</summary>
    private async Task ChangeOwnerAsync()
    {
        var user = Model.Users.Values.ElementAt(_random.Next(Model.Users.Count));
        var owner = new[] { null, "Grace", "Ole" }[_random.Next(3)];
        var edited = World.Succeeds(
            await world.AsksAsync(
                (EditSystemUser act) =>
                    act.RunAsync(
                        new EditSystemUserRequest
                        {
                            Act = World.Act(),
                            SystemUserId = user.Id,
                            Owner = owner is null ? null : new TypedPerson(owner, null, IsTeam: false),
                            Preset = null,
                            Consumers = [],
                        },
                        default
                    )
            )
        );
        if (edited.OwnerId is { } id)
            Owners[id] = owner!;
        Model.Users[user.Id] = user with { OwnerId = edited.OwnerId };
    }

    private async Task ReadAsync(long portfolio, bool withDatasets)
    {
        if (!withDatasets)
            world.Fault(Faults.Refused("GET", $"/*/{Datasets}", 200, 403, times: null));
        var read = await world.DoneAsync(world.AskReadAsync(portfolio));
        world.Sandbox.Faults.Clear();
        Assert.Equal(OperationState.Done, read.State);
        await SeeAsync(portfolio, withDatasets);
    }

    /// <summary>What a read of this moment could see.</summary>
    private async Task SeeAsync(long portfolio, bool withDatasets)
    {
        await using var db = world.OpenDatabase();
        var users = await db.SystemUsers.AsNoTracking().Where(s => s.PortfolioId == portfolio).ToListAsync();
        foreach (var user in users)
        {
            var (name, role, grants) = world.Meta.Read(state =>
            {
                var there = state
                    .Businesses.SelectMany(b => state.Members.SystemUsersOf(b.Id))
                    .Single(s => s.AppScopedIds.ContainsValue(user.GraphId));
                return (
                    there.Name,
                    there.Role,
                    state
                        .Grants.Of(there.Id)
                        .Select(g => (Asset: state.Assets.Find(g.Key)!, g.Value.Tasks))
                        .Select(g => (Here(g.Asset.Kind), g.Asset.Name, TaskSet.Format(g.Tasks)))
                        .ToList()
                );
            });
            var owner = Model.Users.GetValueOrDefault(user.Id)?.OwnerId;
            Model.Users[user.Id] = new ModelledUser(user.Id, user.GraphId, portfolio, name, role, owner);
            Model.See(user.Id, Own, grants);
            if (withDatasets)
                Model.See(user.Id, Told, grants);
        }

        Model.Read(portfolio, SystemUsers, Now);
        if (withDatasets)
            Model.Read(portfolio, Datasets, Now);
        Model.Note(Now);
    }

    private static Sandbox.State.AssetKind AtMeta(AssetKind kind) =>
        kind == AssetKind.Dataset ? Sandbox.State.AssetKind.Pixel : Enum.Parse<Sandbox.State.AssetKind>($"{kind}");

    private static AssetKind Here(Sandbox.State.AssetKind kind) =>
        kind == Sandbox.State.AssetKind.Pixel ? AssetKind.Dataset : Enum.Parse<AssetKind>($"{kind}");
}
