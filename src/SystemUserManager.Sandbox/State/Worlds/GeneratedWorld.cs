using System.Globalization;
using SystemUserManager.Sandbox.KeyVault;

namespace SystemUserManager.Sandbox.State.Worlds;

/// <summary>As many portfolios, system users, assets and grants as asked for: the same numbers give the same world.</summary>
internal sealed class GeneratedWorld(GraphState state, KeyVaultStore vault, WorldRequest request)
{
    private static readonly string[] Purposes =
    [
        "Campaign sync",
        "Conversions upload",
        "Product feed import",
        "Reporting warehouse",
        "Lead export",
        "Community inbox",
        "Order updates",
        "Creative library",
        "Store locator",
        "Budget pacing",
    ];

    private static readonly string[] Towns =
    [
        "Aachen",
        "Bergen",
        "Cork",
        "Dijon",
        "Essen",
        "Faro",
        "Graz",
        "Hamburg",
        "Ivrea",
        "Jena",
        "Kiel",
        "Linz",
        "Malmö",
        "Nantes",
        "Odense",
        "Porto",
    ];

    private readonly WorldBuilder _build = new(state, vault);

    public void Make()
    {
        for (var n = 1; n <= request.Portfolios; n++)
            Portfolio(n);
    }

    private void Portfolio(int n)
    {
        // One generator per portfolio: more portfolios don't change the first ones.
        var random = new Random(HashCode(request.Seed, n));
        var now = state.Clock.GetUtcNow();
        var businessId = Number(1_200_000_000_001_000 + n);
        var app = _build.App(Number(1_300_000_000_001_000 + n), $"Portfolio {n} app", businessId);
        var town = Towns[(n - 1) % Towns.Length];
        var business = _build.Business(businessId, $"{town} Trading {n}", "RETAIL", now.AddDays(-1000), app.Id);
        var admin = _build.Person(
            business,
            "Alex Winter",
            $"alex.winter@portfolio{n}.example",
            "Marketing Lead",
            "ADMIN"
        );
        _build.Control(business, app, $"world-{n}", "System User Manager", now.AddDays(-10), admin, expires: null);
        var assets = Enumerable.Range(0, request.Assets).Select(index => Asset(business, n, index)).ToArray();
        for (var index = 0; index < request.SystemUsers; index++)
            SystemUser(business, app, admin, assets, index, random, now);
    }

    private Asset Asset(Business business, int n, int index)
    {
        // Half ad accounts, as in large portfolios; the other kinds share the rest.
        var kind = (index % 10) switch
        {
            < 5 => AssetKind.AdAccount,
            5 or 6 => AssetKind.Page,
            7 => AssetKind.ProductCatalog,
            8 => AssetKind.Pixel,
            _ => index % 20 == 9 ? AssetKind.WhatsAppBusinessAccount : AssetKind.InstagramAccount,
        };
        var id = Number(700_000_000_000_000 + (n * 1_000_000L) + index);
        return _build.Asset(business, kind, id, $"{Towns[index % Towns.Length]} {kind} {index + 1}");
    }

    private void SystemUser(
        Business business,
        App app,
        Human admin,
        Asset[] assets,
        int index,
        Random random,
        DateTimeOffset now
    )
    {
        var name = $"{Purposes[index % Purposes.Length]} {(index / Purposes.Length) + 1}";
        var user = _build.SystemUser(business, name, now.AddDays(-random.Next(20, 900)), admin);
        _build.Token(user, app.Id, now.AddDays(-random.Next(1, 19)), now.AddDays(random.Next(1, 59)), "ads_management");
        var grants = new MemberGrants { MemberId = user.Id };
        var shuffled = (Asset[])assets.Clone();
        random.Shuffle(shuffled);
        foreach (var asset in shuffled.Take(request.GrantsPerSystemUser))
            grants.ByAsset[asset.Id] = new Grant(Tasks(asset.Kind, random.Next(3)), user.CreatedTime);
        state.Grants.SetAll(grants);
    }

    private string[] Tasks(AssetKind kind, int level) =>
        Lists.TryGetValue((kind, level), out var known)
            ? known
            : Lists[(kind, level)] = Graph.Tasks.Unpack(kind, [Task(kind, level)], state.Switches);

    private Dictionary<(AssetKind, int), string[]> Lists { get; } = [];

    private static string Task(AssetKind kind, int level) =>
        (kind, level) switch
        {
            (AssetKind.WhatsAppBusinessAccount, 0) => "VIEW_TEMPLATES",
            (AssetKind.WhatsAppBusinessAccount, _) => "MANAGE",
            (AssetKind.ProductCatalog, 2) => "MANAGE",
            (AssetKind.ProductCatalog, _) => "ADVERTISE",
            (AssetKind.Pixel, 2) => "EDIT",
            (AssetKind.InstagramAccount, 2) => "CONTENT",
            (_, 0) => "ANALYZE",
            (_, 1) => "ADVERTISE",
            _ => "MANAGE",
        };

    private static int HashCode(int seed, int n) => unchecked((seed * 486_187_739) + n);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
