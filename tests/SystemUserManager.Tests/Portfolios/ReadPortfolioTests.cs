using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Portfolios;

public abstract class ReadPortfolioTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task Reading_the_same_again_writes_no_row_of_the_inventory()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var before = await InventoryRowsAsync();
        World.Clock.Advance(TimeSpan.FromDays(1));

        await ReadAsync(portfolio);

        Assert.Equal(before, await InventoryRowsAsync());
    }

    [Fact]
    public async Task What_changed_at_Meta_becomes_history_with_both_ends()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var first = World.Clock.GetUtcNow();
        World.Clock.Advance(TimeSpan.FromDays(1));
        await World.ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = "ads sync",
                asset = "Northwind AT Performance",
            }
        );
        await World.ChangeAsync(
            new
            {
                @do = "raiseGrant",
                systemUser = "ads sync",
                asset = "Northwind DE Performance",
                tasks = new[] { "MANAGE" },
            }
        );
        await World.ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = "user1",
                name = "lead export",
            }
        );

        await ReadAsync(portfolio);

        var now = World.Clock.GetUtcNow();
        await using var db = World.OpenDatabase();
        var adsSync = await World.SystemUserAsync("ads sync");
        var removed = await db.SeenGrants.SingleAsync(g =>
            g.SystemUserId == adsSync.Id
            && db.Assets.Any(a => a.Id == g.AssetId && a.Name == "Northwind AT Performance")
        );
        Assert.Equal(now, removed.ValidTo);
        var raised = await db
            .SeenGrants.Where(g =>
                g.SystemUserId == adsSync.Id
                && db.Assets.Any(a => a.Id == g.AssetId && a.Name == "Northwind DE Performance")
            )
            .OrderBy(g => g.ValidFrom)
            .ToListAsync();
        Assert.Equal([now, null], raised.Select(g => g.ValidTo));
        Assert.Equal("ADVERTISE,ANALYZE,DRAFT,MANAGE", raised[1].Tasks);
        Assert.Equal([null, first], raised.Select(g => g.NotBefore));
        var renamed = await World.SystemUserAsync("lead export");
        var names = await db
            .SystemUserVersions.Where(v => v.SystemUserId == renamed.Id)
            .OrderBy(v => v.ValidFrom)
            .ToListAsync();
        Assert.Equal(["user1", "lead export"], names.Select(v => v.Name));
        Assert.Equal([now, null], names.Select(v => v.ValidTo));
    }

    [Fact]
    public async Task A_system_user_that_is_gone_stays_in_the_record_and_reaches_nothing_any_more()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.ChangeAsync(new { @do = "removeSystemUser", systemUser = "ads sync" });

        await ReadAsync(portfolio);

        var gone = await World.SystemUserAsync("ads sync");
        Assert.NotNull(gone.VanishedAt);
        await using var db = World.OpenDatabase();
        Assert.Empty(await db.SeenGrants.Where(g => g.SystemUserId == gone.Id && g.ValidTo == null).ToListAsync());
        Assert.NotEmpty(await db.SeenGrants.Where(g => g.SystemUserId == gone.Id).ToListAsync());
    }

    [Fact]
    public async Task An_edge_that_is_refused_closes_nothing_and_says_that_it_was_not_read()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var before = await InventoryRowsAsync();
        World.Fault(Refuse("/*/owned_pixels"));

        var operation = await ReadAsync(portfolio);

        Assert.Contains("Not read: owned_pixels", operation.Outcome, StringComparison.Ordinal);
        Assert.Equal(before, await InventoryRowsAsync());
        await using var db = World.OpenDatabase();
        Assert.NotNull((await db.SyncParts.SingleAsync(p => p.Edge == "owned_pixels")).LastProblem);
    }

    [Fact]
    public async Task A_refused_edge_of_clients_assets_does_not_keep_what_is_owned_out_of_the_record()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Fault(Refuse("/*/client_pages"));
        await World.ChangeAsync(
            new
            {
                @do = "addAsset",
                business = "Northwind Retail",
                kind = "Page",
                name = "Northwind Belgium",
            }
        );
        await World.ChangeAsync(new { @do = "removeAsset", asset = "Fabrikam Outdoor" });

        var operation = await ReadAsync(portfolio);

        Assert.Contains("Not read: client_pages", operation.Outcome, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        Assert.True((await db.Assets.SingleAsync(a => a.Name == "Northwind Belgium")).IsOwned);
        // What was not read to its end closes nothing.
        Assert.Null((await db.Assets.SingleAsync(a => a.Name == "Fabrikam Outdoor")).GoneAt);
    }

    [Fact]
    public async Task A_system_user_that_was_made_after_a_read_began_is_not_missing_from_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await using (var db = World.OpenDatabase())
        using (db.Unaudited("A test's own row."))
        {
            // As a creation writes it down while a read that began before is still listing.
            var control = await World.SystemUserAsync("System User Manager");
            var made = new SystemUser
            {
                PortfolioId = portfolio,
                AppId = control.AppId,
                GraphId = "122100000000999",
                Name = "northwind ads reporting",
                Role = "EMPLOYEE",
                FirstSeenAt = World.Clock.GetUtcNow().AddSeconds(1),
            };
            made.Rename(made.Name);
            db.SystemUsers.Add(made);
            await db.SaveChangesAsync();
        }

        await ReadAsync(portfolio);
        Assert.Null((await World.SystemUserAsync("northwind ads reporting")).VanishedAt);

        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReadAsync(portfolio);
        Assert.NotNull((await World.SystemUserAsync("northwind ads reporting")).VanishedAt);
    }

    [Fact]
    public async Task A_dead_control_token_ends_access_until_another_is_put_into_the_vault()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync("user1");
        var control = new { systemUser = "System User Manager", business = "Northwind Retail" };
        await World.ChangeAsync(
            new
            {
                @do = "invalidateToken",
                control.systemUser,
                control.business,
            }
        );

        var asking = await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolio)));

        Assert.Equal(OperationState.NeedsAttention, asking.State);
        Assert.Contains("Put a working one into the vault", asking.Outcome, StringComparison.Ordinal);
        var lost = await PortfolioAsync();
        Assert.Equal((PortfolioState.NoAccess, World.Clock.GetUtcNow()), (lost.State, lost.NoAccessSince));
        Assert.Contains("Meta refused the control token", lost.NoAccessReason, StringComparison.Ordinal);
        var create = await World.AskCreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
        Assert.IsType<PortfolioCannotAct>(Assert.Single(create.Problems));
        Assert.IsType<PortfolioCannotAct>(Assert.Single((await World.AskRevokeAllAsync(found.Id)).Problems));

        var made = await World.ChangeAsync(
            new
            {
                @do = "makeToken",
                control.systemUser,
                control.business,
            }
        );
        await World.ChangeVaultAsync(
            new
            {
                change = "plant",
                secret = "northwind-control-token",
                value = made["value"]!.ToString(),
            }
        );
        var ended = await World.DecideAndRunAsync(asking.Id, OperationChoice.TryAgain);

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        var regained = await PortfolioAsync();
        Assert.Equal(PortfolioState.Connected, regained.State);
        Assert.Equal((null, null), (regained.NoAccessSince, regained.NoAccessReason));
        await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(500)]
    [Row(503)]
    public async Task An_outage_waits_and_then_the_read_is_complete(int status)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        // More than one request is tried again by itself.
        World.Fault(
            new Sandbox.State.Fault
            {
                Server = "graph",
                Mode = "before",
                Path = "/*/system_users",
                Status = status,
                Times = 6,
            }
        );
        var id = World.Succeeds(await World.AskReadAsync(portfolio));

        var waits = await World.RunAsync(id);
        var ended = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Waiting, waits.State);
        Assert.NotNull(waits.WaitsUntil);
        Assert.Equal(OperationState.Done, ended.State);
    }

    [Fact]
    public async Task Pages_that_are_short_or_empty_are_read_to_the_end()
    {
        await World.SwitchAsync("shortPages", true);

        var portfolio = await World.ConnectAsync("Northwind");

        var atMeta = World.Meta.Read(state => Inventory.AtMeta(state, World.Meta.Business("Northwind")));
        await using var db = World.OpenDatabase();
        var recorded = await Inventory.RecordedAsync(db, portfolio);
        Assert.Equal(atMeta.Assets, recorded.Assets);
        Assert.Equal(atMeta.Grants, recorded.Grants);
    }

    [Fact]
    public async Task An_auditor_can_not_start_a_read_and_an_offboarder_can()
    {
        var portfolio = await World.ConnectAsync("Northwind");

        await World.AsAuditor();
        Assert.False((await World.AskReadAsync(portfolio)).Succeeded);
        await World.AsOffboarder();
        Assert.True((await World.AskReadAsync(portfolio)).Succeeded);
    }

    private static Sandbox.State.Fault Refuse(string path) =>
        new()
        {
            Server = "graph",
            Mode = "before",
            Path = path,
            Status = 403,
            Code = System.Text.Json.JsonSerializer.SerializeToElement(200),
        };

    private async Task<Operation> ReadAsync(long portfolio)
    {
        var operation = await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolio)));
        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        return operation;
    }

    private async Task<Portfolio> PortfolioAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.Portfolios.AsNoTracking().SingleAsync();
    }

    private async Task<string> InventoryRowsAsync()
    {
        await using var db = World.OpenDatabase();
        var rows = new List<object>();
        rows.AddRange(await db.SystemUsers.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.SystemUserVersions.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.Assets.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        rows.AddRange(await db.SeenGrants.AsNoTracking().OrderBy(s => s.Id).ToListAsync());
        return string.Join('\n', rows.Select(r => System.Text.Json.JsonSerializer.Serialize(r, r.GetType())));
    }
}

public sealed class ReadPortfolioOnSqlite() : ReadPortfolioTests(DatabaseProvider.Sqlite);

public sealed class ReadPortfolioOnPostgres() : ReadPortfolioTests(DatabaseProvider.Postgres);
