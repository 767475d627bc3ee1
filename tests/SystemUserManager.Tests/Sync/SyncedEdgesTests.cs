using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Partners;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Sync;

/// <summary>What a read leaves in the record, edge by edge.</summary>
public abstract class SyncedEdgesTests(DatabaseProvider provider) : SyncTests(provider)
{
    [FactOnOneDatabase]
    public async Task Apps_partners_shares_groups_and_secrets_stand_in_the_record_after_the_first_read()
    {
        var portfolio = await World.ConnectAsync("Northwind");

        await using var db = World.OpenDatabase();
        Assert.True((await db.BusinessApps.SingleAsync()).IsOwned);
        var partners = await db.Partners.OrderBy(p => p.Relation).ToListAsync();
        Assert.Equal([PartnerRelation.Agency, PartnerRelation.Client], partners.Select(p => p.Relation));
        Assert.All(partners, p => Assert.Null(p.NotBefore));
        var shares = await (
            from s in db.PartnerShares
            join a in db.Assets on s.AssetId equals a.Id
            orderby a.Name
            select new
            {
                a.Name,
                s.PartnerId,
                s.Tasks,
                s.ValidTo,
            }
        ).ToListAsync();
        Assert.Equal(["Fabrikam Outdoor", "Fabrikam Outdoor Co-op", "Northwind DE Brand"], shares.Select(s => s.Name));
        Assert.Equal([partners[1].Id, partners[1].Id, partners[0].Id], shares.Select(s => s.PartnerId));
        Assert.Equal(["", "", "ADVERTISE,ANALYZE,DRAFT"], shares.Select(s => s.Tasks));
        var held = await (
            from g in db.GroupedAssets
            join a in db.Assets on g.GroupId equals a.Id
            where g.ValidTo == null
            group g by a.Name into groups
            select new { groups.Key, Count = groups.Count() }
        ).ToDictionaryAsync(g => g.Key, g => g.Count);
        Assert.Equal(5, held["DACH"]);
        var closed = await db.Assets.SingleAsync(a => a.Name == "Northwind Clearance (closed)");
        Assert.Equal(("CLOSED", true), (closed.Status, closed.IsDead));
        var secrets = await db.VaultSecrets.Where(s => s.PortfolioId == portfolio).OrderBy(s => s.Name).ToListAsync();
        Assert.Equal(["northwind-app-secret", "northwind-control-token"], secrets.Select(s => s.Name));
        Assert.All(secrets, s => Assert.True(s.IsEnabled));
        Assert.Equal(26, await db.SyncParts.CountAsync(p => p.LastCompleteReadAt != null && p.LastProblem == null));
    }

    [FactOnOneDatabase]
    public async Task An_unchanged_portfolio_writes_no_row_at_the_second_read()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var before = await InventoryAsync();
        World.Clock.Advance(TimeSpan.FromHours(7));

        await ReadAsync(portfolio);

        Assert.Equal(before, await InventoryAsync());
        Assert.Equal(World.Clock.GetUtcNow(), (await PartAsync("vault")).LastCompleteReadAt);
    }

    [FactOnOneDatabase]
    public async Task What_is_shared_no_more_is_closed_with_its_partner_and_what_comes_back_is_another_version()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var agency = new
        {
            @do = "unshareAsset",
            asset = "Northwind DE Brand",
            business = await AgencyAsync(),
        };
        await World.ChangeAsync(agency);
        await World.ChangeAsync(
            new
            {
                @do = "removePartner",
                business = "Northwind Retail",
                partner = await AgencyAsync(),
            }
        );
        World.Clock.Advance(TimeSpan.FromHours(1));
        await ReadAsync(portfolio);
        var ended = World.Clock.GetUtcNow();

        await using (var db = World.OpenDatabase())
        {
            var partner = await db.Partners.SingleAsync(p => p.Relation == PartnerRelation.Agency);
            Assert.Equal(ended, partner.GoneAt);
            Assert.Equal(ended, (await db.PartnerShares.SingleAsync(s => s.PartnerId == partner.Id)).ValidTo);
        }

        await World.ChangeAsync(
            new
            {
                @do = "shareAsset",
                agency.asset,
                agency.business,
            }
        );
        World.Clock.Advance(TimeSpan.FromHours(1));
        await ReadAsync(portfolio);

        await using (var db = World.OpenDatabase())
        {
            // Meta's list of agencies doesn't name it, but it reaches something.
            var partner = await db.Partners.SingleAsync(p => p.Relation == PartnerRelation.Agency);
            Assert.Null(partner.GoneAt);
            var shares = await db.PartnerShares.Where(s => s.PartnerId == partner.Id).OrderBy(s => s.Id).ToListAsync();
            Assert.Equal([ended, null], shares.Select(s => s.ValidTo));
            Assert.Equal(ended, shares[1].NotBefore);
        }
    }

    [FactOnOneDatabase]
    public async Task What_a_group_holds_no_more_is_closed_and_what_it_holds_anew_begins()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Meta.Read(state =>
        {
            var group = state.Assets.Groups.Single(g => g.Name == "DACH");
            group.Contained.RemoveAt(0);
            group.Contained.Add(state.Assets.All.Single(a => a.Name == "Northwind UK Performance").Id);
            state.Assets.Put(group);
            return group;
        });
        World.Clock.Advance(TimeSpan.FromHours(1));

        await ReadAsync(portfolio);

        await using var db = World.OpenDatabase();
        var changed = await (
            from g in db.GroupedAssets
            join a in db.Assets on g.AssetId equals a.Id
            where g.ValidTo != null || g.NotBefore != null
            orderby a.Name
            select new
            {
                a.Name,
                g.ValidTo,
                g.ValidFrom,
            }
        ).ToListAsync();
        Assert.Equal(["Northwind DE Performance", "Northwind UK Performance"], changed.Select(c => c.Name));
        Assert.Equal(World.Clock.GetUtcNow(), changed[0].ValidTo);
        Assert.Equal(World.Clock.GetUtcNow(), changed[1].ValidFrom);
    }

    [FactOnOneDatabase]
    public async Task An_asset_that_moved_to_a_client_of_ours_is_not_gone_and_its_grants_stay()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await using (var before = World.OpenDatabase())
            Assert.NotEmpty(await GrantsOnAsync(before, "Northwind Shop DE"));
        var client = await ClientAsync();
        World.Meta.Read(state =>
        {
            var old = state.Assets.All.Single(a => a.Name == "Northwind Shop DE");
            state.Assets.Remove(old);
            state.Assets.Put(
                new Sandbox.State.Asset
                {
                    Id = old.Id,
                    Kind = old.Kind,
                    Name = old.Name,
                    OwnerId = client,
                    Clients = new() { [World.Meta.Business("Northwind").Id] = null },
                    Order = old.Order,
                }
            );
            return old;
        });
        World.Clock.Advance(TimeSpan.FromHours(1));

        await ReadAsync(portfolio);

        await using var db = World.OpenDatabase();
        var moved = await db.Assets.SingleAsync(a => a.Name == "Northwind Shop DE");
        Assert.Equal((false, client, null), (moved.IsOwned, moved.OwnerBusinessId, moved.GoneAt));
        Assert.All(await GrantsOnAsync(db, "Northwind Shop DE"), g => Assert.Null(g.ValidTo));
    }

    [FactOnOneDatabase]
    public async Task A_dataset_that_is_gone_takes_its_grants_along()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.ChangeAsync(new { @do = "removeAsset", asset = "Northwind Shop DE" });
        World.Clock.Advance(TimeSpan.FromHours(1));

        await ReadAsync(portfolio);

        await using var db = World.OpenDatabase();
        var gone = await db.Assets.SingleAsync(a => a.Name == "Northwind Shop DE");
        Assert.Equal(World.Clock.GetUtcNow(), gone.GoneAt);
        Assert.All(await GrantsOnAsync(db, "Northwind Shop DE"), g => Assert.Equal(World.Clock.GetUtcNow(), g.ValidTo));
    }

    [FactOnOneDatabase]
    public async Task A_secret_that_is_disabled_and_one_that_is_deleted_are_seen()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.DoneAsync(
            World.AskRegisterAsync(
                (await World.SystemUserAsync("ads sync")).Id,
                "ads-sync-token",
                Fixture.World.Adoption
            )
        );
        await ReadAsync(portfolio);
        await World.ChangeVaultAsync(new { change = "disable", secret = "ads-sync-token" });
        World.Clock.Advance(TimeSpan.FromHours(1));
        await ReadAsync(portfolio);
        await using (var db = World.OpenDatabase())
            Assert.False((await db.VaultSecrets.SingleAsync(s => s.Name == "ads-sync-token")).IsEnabled);

        await World.ChangeVaultAsync(new { change = "delete", secret = "ads-sync-token" });
        World.Clock.Advance(TimeSpan.FromHours(1));
        await ReadAsync(portfolio);

        await using (var db = World.OpenDatabase())
            Assert.Equal(
                World.Clock.GetUtcNow(),
                (await db.VaultSecrets.SingleAsync(s => s.Name == "ads-sync-token")).GoneAt
            );
    }

    [FactOnOneDatabase]
    public async Task A_grant_that_our_own_act_wrote_down_after_the_read_began_is_not_closed_by_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var user = await World.SystemUserAsync("ads sync");
        await using (var db = World.OpenDatabase())
        using (db.Unaudited("A test's own row."))
        {
            var asset = await db.Assets.SingleAsync(a => a.Name == "Northwind UK Performance");
            db.SeenGrants.Add(
                new SeenGrant
                {
                    PortfolioId = portfolio,
                    SystemUserId = user.Id,
                    AssetId = asset.Id,
                    Tasks = "ANALYZE",
                    ValidFrom = World.Clock.GetUtcNow().AddSeconds(1),
                }
            );
            await db.SaveChangesAsync();
        }

        await ReadAsync(portfolio);
        Assert.Null((await LatestAsync()).ValidTo);

        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(portfolio);
        Assert.NotNull((await LatestAsync()).ValidTo);

        async Task<SeenGrant> LatestAsync()
        {
            await using var db = World.OpenDatabase();
            return await db.SeenGrants.OrderByDescending(g => g.ValidFrom).FirstAsync(g => g.SystemUserId == user.Id);
        }
    }

    [FactOnOneDatabase]
    public async Task What_our_own_act_ended_after_the_read_began_is_not_begun_again_by_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var user = await World.SystemUserAsync("ads sync");
        await using (var db = World.OpenDatabase())
        using (db.Unaudited("A test's own change."))
        {
            var ended = World.Clock.GetUtcNow().AddSeconds(1);
            await db
                .SeenGrants.Where(g => g.SystemUserId == user.Id)
                .ExecuteUpdateAsync(g => g.SetProperty(x => x.ValidTo, ended));
            await db.PartnerShares.ExecuteUpdateAsync(s => s.SetProperty(x => x.ValidTo, ended));
            await db.Partners.ExecuteUpdateAsync(p => p.SetProperty(x => x.GoneAt, ended));
        }

        await ReadAsync(portfolio);
        Assert.Equal((0, 0, 0), await CurrentAsync());

        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(portfolio);
        var (grants, shares, partners) = await CurrentAsync();
        Assert.Equal(World.Meta.Grants("ads sync").Count, grants);
        Assert.True(shares > 0 && partners > 1, $"{shares} shares with {partners} partners");

        async Task<(int Grants, int Shares, int Partners)> CurrentAsync()
        {
            await using var db = World.OpenDatabase();
            return (
                await db.SeenGrants.CountAsync(g => g.SystemUserId == user.Id && g.ValidTo == null),
                await db.PartnerShares.CountAsync(s => s.ValidTo == null),
                await db.Partners.CountAsync(p => p.GoneAt == null)
            );
        }
    }

    [FactOnOneDatabase]
    public async Task Where_the_lists_beside_the_assets_are_refused_the_assets_are_read_all_the_same()
    {
        await World.ConnectAsync("Northwind");
        var before = await InventoryAsync();
        // Each list that is asked for with its agencies, and the groups with what they hold, once.
        foreach (var edge in new[] { "owned_pages", "business_asset_groups" })
            World.Fault(Fixture.Faults.Refused("GET", $"/*/{edge}", 100));
        World.Clock.Advance(TimeSpan.FromHours(1));
        await using var db = World.OpenDatabase();

        await ReadAsync(await db.Portfolios.Select(p => p.Id).SingleAsync());

        Assert.Equal(before, await InventoryAsync());
        Assert.Null((await PartAsync("owned_pages")).LastProblem);
        Assert.NotNull((await PartAsync("owned_pages.agencies")).LastProblem);
        Assert.NotNull((await PartAsync("contained_assets")).LastProblem);
    }

    [FactOnOneDatabase]
    public async Task Grants_of_a_kind_whose_scope_is_missing_are_not_read_and_none_is_closed()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await using var db = World.OpenDatabase();
        var grant = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            join s in db.SystemUsers on g.SystemUserId equals s.Id
            where a.Kind == AssetKind.ProductCatalog
            orderby g.Id
            select new
            {
                g.Id,
                SystemUser = s.Name,
                Asset = a.Name,
            }
        ).FirstAsync();
        await World.ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = grant.SystemUser,
                asset = grant.Asset,
            }
        );
        var scopes = await db.Portfolios.Select(p => p.ControlTokenScopes).SingleAsync();

        await WithScopesAsync(scopes.Replace("catalog_management", "", StringComparison.Ordinal));
        Assert.Null(await EndAsync());
        Assert.Contains(
            "lacks catalog_management",
            (await PartAsync("assigned_product_catalogs")).LastProblem,
            StringComparison.Ordinal
        );

        await WithScopesAsync(scopes);
        Assert.NotNull(await EndAsync());
        Assert.Null((await PartAsync("assigned_product_catalogs")).LastProblem);

        Task<DateTimeOffset?> EndAsync() =>
            db.SeenGrants.Where(g => g.Id == grant.Id).Select(g => g.ValidTo).SingleAsync();

        async Task WithScopesAsync(string has)
        {
            await db.Portfolios.ExecuteUpdateAsync(p => p.SetProperty(x => x.ControlTokenScopes, has));
            World.Clock.Advance(TimeSpan.FromHours(1));
            await ReadAsync(portfolio);
        }
    }

    private static Task<List<SeenGrant>> GrantsOnAsync(AppDb db, string asset) =>
        db.SeenGrants.AsNoTracking().Where(g => db.Assets.Any(a => a.Id == g.AssetId && a.Name == asset)).ToListAsync();

    private Task<string> AgencyAsync() => PartnerAsync(PartnerRelation.Agency);

    private Task<string> ClientAsync() => PartnerAsync(PartnerRelation.Client);

    private async Task<string> PartnerAsync(PartnerRelation relation)
    {
        await using var db = World.OpenDatabase();
        return (await db.Partners.SingleAsync(p => p.Relation == relation)).BusinessId;
    }
}

public sealed class SyncedEdgesOnSqlite() : SyncedEdgesTests(DatabaseProvider.Sqlite);

public sealed class SyncedEdgesOnPostgres() : SyncedEdgesTests(DatabaseProvider.Postgres);
