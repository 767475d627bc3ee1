using SystemUserManager.Sandbox.KeyVault;

namespace SystemUserManager.Sandbox.State.Worlds;

/// <summary>Two businesses with a believable mess: what a company finds when it looks for the first time.</summary>
internal sealed class DemoWorld(GraphState state, KeyVaultStore vault)
{
    private const string NorthwindApp = "1300000000000001";
    private const string ContosoApp = "1300000000000002";

    private readonly WorldBuilder _build = new(state, vault);
    private readonly DateTimeOffset _now = Midnight(state.Clock.GetUtcNow());
    private readonly Dictionary<string, Asset> _assets = new(StringComparer.Ordinal);

    public void Make()
    {
        var northwindApp = _build.App(NorthwindApp, "Northwind Marketing Hub", "1200000000000001");
        var contosoApp = _build.App(ContosoApp, "Contoso Campaign Desk", "1200000000000002");
        var northwind = _build.Business("1200000000000001", "Northwind Retail", "RETAIL", DaysAgo(2100), NorthwindApp);
        var contoso = _build.Business("1200000000000002", "Contoso Media", "MEDIA", DaysAgo(800), ContosoApp);
        contoso.Tier = "limited";
        contoso.ForceExpiring = true;
        contoso.VerificationStatus = "not_verified";
        state.Put(contoso);
        var agency = _build.Business("1200000000000101", "Brightside Agency", "ADVERTISING", DaysAgo(1900));
        var supplier = _build.Business("1200000000000102", "Fabrikam Outdoor", "RETAIL", DaysAgo(1300));
        state.Put(new Partner(northwind.Id, agency.Id, "agency"));
        state.Put(new Partner(northwind.Id, supplier.Id, "client"));

        var people = Northwind(northwind, northwindApp);
        Shared(northwind, agency, supplier);
        Groups(northwind, people);
        Contoso(contoso, contosoApp);
    }

    private Dictionary<string, Human> Northwind(Business northwind, App app)
    {
        var maria = _build.Person(
            northwind,
            "Maria Jensen",
            "maria.jensen@northwind.example",
            "Head of Digital",
            "ADMIN"
        );
        var tom = _build.Person(
            northwind,
            "Tom Okafor",
            "tom.okafor@northwind.example",
            "Marketing Technology Lead",
            "ADMIN"
        );
        var lena = _build.Person(northwind, "Lena Brandt", "lena.brandt@northwind.example", "Paid Social Specialist");
        var ravi = _build.Person(northwind, "Ravi Patel", "ravi.patel@northwind.example", "Data Engineer");
        var chloe = _build.Person(northwind, "Chloé Martin", "chloe.martin@northwind.example", "Community Manager");
        NorthwindAssets(northwind);

        _build.Control(northwind, app, "northwind", "System User Manager", DaysAgo(30), tom, expires: null);
        var adsSync = _build.SystemUser(northwind, "ads sync", DaysAgo(420), tom);
        var test = _build.SystemUser(northwind, "test", DaysAgo(1100), maria);
        var user1 = _build.SystemUser(northwind, "user1", DaysAgo(760), maria);
        var feed = _build.SystemUser(northwind, "Product feed import (production)", DaysAgo(150), ravi);
        var idle = _build.SystemUser(northwind, "Zapier old", DaysAgo(980), maria, installed: false);

        // The one whose token is in the vault, found and not made by the product.
        var adsSyncToken = _build.Token(adsSync, app.Id, DaysAgo(20), DaysAgo(-40), "ads_management", "ads_read");
        _build.Plant("ads-sync-token", adsSyncToken);
        _build.Grant(adsSync, _assets["Northwind DE Performance"], "ADVERTISE");
        _build.Grant(adsSync, _assets["Northwind AT Performance"], "ADVERTISE");

        // A test that reaches everything and never ends.
        foreach (var asset in _assets.Values)
            _build.Grant(test, asset, Highest(asset.Kind));
        _build.Token(test, app.Id, DaysAgo(1090), null, [.. Graph.Scopes.Control, "ads_read", "pages_show_list"]);

        // Nobody knows what it is for; two tokens, one of them on two datasets that production uses.
        foreach (var name in new[] { "Northwind Shop DE", "Northwind App Events", "Northwind DE Brand" })
            _build.Grant(user1, _assets[name], "ADVERTISE");
        _build.Grant(user1, _assets["Northwind Outlet"], "MODERATE");
        _build.Token(user1, app.Id, DaysAgo(740), null, "ads_management", "pages_show_list", "pages_read_engagement");
        _build.Token(user1, app.Id, DaysAgo(55), DaysAgo(-5), "ads_read");

        // The clean one: named for its purpose, one kind of asset, an expiring token that is renewed.
        _build.Grant(feed, _assets["Northwind Main Catalog"], "MANAGE");
        _build.Token(feed, app.Id, DaysAgo(12), DaysAgo(-48), "business_management", "catalog_management");

        _build.Grant(idle, _assets["Northwind Clearance (closed)"], "ANALYZE");

        foreach (var asset in _assets.Values.Where(asset => asset.Kind is AssetKind.AdAccount))
            _build.Grant(lena, asset, "ADVERTISE");
        foreach (var asset in _assets.Values.Where(asset => asset.Kind is AssetKind.Page))
            _build.Grant(chloe, asset, "CREATE_CONTENT");
        state.Tokens.Put(
            new Token
            {
                Value = Ids.TokenValue(),
                Type = "USER",
                AppId = app.Id,
                UserId = maria.UserId,
                BusinessId = northwind.Id,
                Scopes = ["business_management", "ads_read", "pages_show_list"],
                IssuedAt = DaysAgo(9),
                ExpiresAt = DaysAgo(-51),
            }
        );
        return new()
        {
            ["lena"] = lena,
            ["ravi"] = ravi,
            ["chloe"] = chloe,
        };
    }

    private void NorthwindAssets(Business northwind)
    {
        void Add(AssetKind kind, long first, params string[] names)
        {
            foreach (var (index, name) in names.Index())
                _assets[name] = _build.Asset(
                    northwind,
                    kind,
                    (first + (index * 7919L)).ToString(null, null),
                    name,
                    Facts(name)
                );
        }

        Add(
            AssetKind.AdAccount,
            730_000_000_000_101,
            "Northwind DE Performance",
            "Northwind DE Brand",
            "Northwind AT Performance",
            "Northwind CH Performance",
            "Northwind FR Performance",
            "Northwind NL Performance",
            "Northwind UK Performance",
            "Northwind Retargeting EU",
            "Northwind Lead Generation",
            "Northwind Seasonal",
            "Northwind Sandbox",
            "Northwind Clearance (closed)"
        );
        Add(
            AssetKind.Page,
            102_000_000_000_301,
            "Northwind",
            "Northwind Deutschland",
            "Northwind Österreich",
            "Northwind Schweiz",
            "Northwind France",
            "Northwind Nederland",
            "Northwind Careers",
            "Northwind Outlet"
        );
        Add(
            AssetKind.ProductCatalog,
            345_000_000_000_201,
            "Northwind Main Catalog",
            "Northwind Outlet Catalog",
            "Northwind Test Catalog"
        );
        Add(
            AssetKind.Pixel,
            567_000_000_000_401,
            "Northwind Shop DE",
            "Northwind Shop International",
            "Northwind App Events",
            "Northwind Store Visits"
        );
        Add(
            AssetKind.WhatsAppBusinessAccount,
            198_000_000_000_501,
            "Northwind Customer Care",
            "Northwind Order Updates"
        );
        Add(AssetKind.InstagramAccount, 102_616_500_000_601, "northwind", "northwind.outlet", "northwind_careers");
    }

    /// <summary>What comes from others, and what others have of ours.</summary>
    private void Shared(Business northwind, Business agency, Business supplier)
    {
        var brand = _assets["Northwind DE Brand"];
        brand.Clients = new() { [agency.Id] = ["ADVERTISE", "ANALYZE", "DRAFT"] };
        state.Assets.Put(brand);
        _build.Asset(
            supplier,
            AssetKind.AdAccount,
            "730000000900101",
            "Fabrikam Outdoor Co-op",
            sharedTo: new() { [northwind.Id] = ["ADVERTISE", "ANALYZE", "DRAFT"] }
        );
        _build.Asset(
            supplier,
            AssetKind.Page,
            "102000000900301",
            "Fabrikam Outdoor",
            sharedTo: new() { [northwind.Id] = null }
        );
    }

    private void Groups(Business northwind, Dictionary<string, Human> people)
    {
        var dach = new AssetGroup
        {
            Id = "880000000000001",
            BusinessId = northwind.Id,
            Name = "DACH",
            Contained =
            [
                _assets["Northwind DE Performance"].Id,
                _assets["Northwind AT Performance"].Id,
                _assets["Northwind CH Performance"].Id,
                _assets["Northwind Deutschland"].Id,
                _assets["Northwind Shop DE"].Id,
            ],
        };
        dach.Members[people["ravi"].Id] = new()
        {
            ["adaccount_tasks"] = ["DRAFT", "ANALYZE"],
            ["pixel_tasks"] = ["ANALYZE"],
        };
        var user1 = state.Members.SystemUsersOf(northwind.Id).First(user => user.Name is "user1");
        dach.Members[user1.Id] = new() { ["adaccount_tasks"] = ["DRAFT", "ANALYZE", "ADVERTISE"] };
        state.Assets.Put(dach);
        var careers = new AssetGroup
        {
            Id = "880000000000002",
            BusinessId = northwind.Id,
            Name = "Employer brand",
            Contained = [_assets["Northwind Careers"].Id, _assets["Northwind Lead Generation"].Id],
        };
        careers.Members[people["chloe"].Id] = new()
        {
            ["page_tasks"] = ["CREATE_CONTENT", "MODERATE", "ADVERTISE", "ANALYZE"],
        };
        state.Assets.Put(careers);
    }

    private void Contoso(Business contoso, App app)
    {
        var nadia = _build.Person(contoso, "Nadia Rossi", "nadia.rossi@contoso.example", "Managing Director", "ADMIN");
        _build.Person(contoso, "Jonas Weber", "jonas.weber@contoso.example", "Campaign Manager");
        _build.Control(contoso, app, "contoso", "System User Manager", DaysAgo(14), nadia, expires: DaysAgo(-46));
        _build.Asset(contoso, AssetKind.AdAccount, "730000000800101", "Contoso Media House Account");
        _build.Asset(contoso, AssetKind.AdAccount, "730000000800102", "Contoso Media Client Pitches");
        _build.Asset(contoso, AssetKind.Page, "102000000800301", "Contoso Media");
        _build.Asset(contoso, AssetKind.Pixel, "567000000800401", "Contoso Media Site");
        _build.Asset(contoso, AssetKind.InstagramAccount, "102616500800601", "contoso.media");
    }

    private static Dictionary<string, string>? Facts(string name) =>
        name switch
        {
            "Northwind Clearance (closed)" => new() { ["account_status"] = "101" },
            "Northwind UK Performance" => new() { ["currency"] = "GBP", ["timezone_name"] = "Europe/London" },
            "Northwind CH Performance" => new() { ["currency"] = "CHF", ["timezone_name"] = "Europe/Zurich" },
            "Northwind Main Catalog" => new() { ["product_count"] = "18432" },
            "Northwind Outlet Catalog" => new() { ["product_count"] = "2611" },
            "Northwind Shop DE" or "Northwind App Events" => new() { ["last_fired_time"] = "2026-11-20T08:15:02+0000" },
            "northwind" => new() { ["ig_user_id"] = "17841447022816001" },
            "northwind.outlet" => new() { ["ig_user_id"] = "17841447022816929" },
            _ => null,
        };

    private static string Highest(AssetKind kind) =>
        kind switch
        {
            AssetKind.Pixel => "EDIT",
            AssetKind.InstagramAccount => "ADVERTISE",
            _ => "MANAGE",
        };

    private static DateTimeOffset Midnight(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    private DateTimeOffset DaysAgo(int days) => _now.AddDays(-days).AddHours(9).AddMinutes(days % 60);
}
