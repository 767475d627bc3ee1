using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Findings.Kinds;

/// <summary>Risks of system users: what they are called, who answers for them, what they reach.</summary>
public abstract class RisksComeAndGoTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.VagueName))]
    public Task A_vague_name() =>
        OfOursAsync(FindingKind.VagueName, () => RenameAsync(Name, "test"), () => RenameAsync("test", Name));

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.AdminRole))]
    public async Task A_found_one_that_became_an_admin()
    {
        var found = await FoundAsync();
        await ComesAndGoesAsync(
            FindingKind.AdminRole,
            f => f.SystemUserId == found.Id,
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "setRole",
                        systemUser = Found,
                        role = "ADMIN",
                    }
                ),
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "setRole",
                        systemUser = Found,
                        role = "EMPLOYEE",
                    }
                )
        );
        // That of the one that this product acts through is its own matter.
        Assert.Single(await World.OpenFindingsAsync(FindingKind.AdminRole));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.HighTask))]
    public async Task Full_control_that_its_purpose_does_not_need()
    {
        var finding = await OfOursAsync(
            FindingKind.HighTask,
            () => GrantAsync(Name, Account, "MANAGE"),
            () => GrantAsync(Name, Account, "ANALYZE")
        );
        Assert.Equal(await AssetIdAsync(Account), finding.AssetId);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.HighTask))]
    public async Task Full_control_that_the_record_says_another_purpose_of()
    {
        var id = (await MadeAsync()).SystemUserId;
        await ChooseAsync("custom");
        await GrantAsync(Name, Account, "MANAGE");
        await ReadAsync();

        await OfOursAsync(
            FindingKind.HighTask,
            () => ChooseAsync("reporting"),
            () => ChooseAsync("custom"),
            LookAsync,
            id
        );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.ReachesNearlyEverything))]
    public async Task A_found_one_that_came_to_reach_nearly_all_ad_accounts()
    {
        var found = await FoundAsync();
        var accounts = await ReadNamesAsync(AssetKind.AdAccount);
        await ComesAndGoesAsync(
            FindingKind.ReachesNearlyEverything,
            f => f.SystemUserId == found.Id,
            async () =>
            {
                foreach (var account in accounts)
                    await GrantAsync(Found, account, "ANALYZE");
            },
            async () =>
            {
                foreach (var account in accounts.Take(4))
                    await RemoveAsync(Found, account);
            }
        );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.ScopeWithoutAsset))]
    public Task A_scope_with_nothing_to_use_it_on() =>
        OfOursAsync(
            FindingKind.ScopeWithoutAsset,
            () => RemoveAsync(Name, Account),
            () => GrantAsync(Name, Account, "ANALYZE")
        );

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.AssetWithoutScope))]
    public async Task An_asset_that_no_scope_can_use()
    {
        var finding = await OfOursAsync(
            FindingKind.AssetWithoutScope,
            () => GrantAsync(Name, "Northwind", "ANALYZE"),
            () => RemoveAsync(Name, "Northwind")
        );
        Assert.Equal(await AssetIdAsync("Northwind"), finding.AssetId);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.TestReachesProduction))]
    public async Task A_test_on_an_asset_of_production()
    {
        const string Test = "northwind report tests";
        await MadeAsync();
        var test = await MadeAsync(Test, IntegrationEnvironment.Test, "Northwind AT Performance");
        var finding = await ComesAndGoesAsync(
            FindingKind.TestReachesProduction,
            f => f.SystemUserId == test.SystemUserId,
            () => GrantAsync(Test, Account, "ANALYZE"),
            () => RemoveAsync(Test, Account)
        );
        Assert.Equal(await AssetIdAsync(Account), finding.AssetId);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.DeadAssetsOnly))]
    public async Task Only_an_account_that_is_closed()
    {
        const string Closed = "Northwind Clearance (closed)";
        var finding = await OfOursAsync(
            FindingKind.DeadAssetsOnly,
            async () =>
            {
                await GrantAsync(Name, Closed, "ANALYZE");
                await RemoveAsync(Name, Account);
            },
            () => GrantAsync(Name, Account, "ANALYZE")
        );
        Assert.Equal(await AssetIdAsync(Closed), finding.AssetId);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.InAssetGroup))]
    public async Task In_an_asset_group()
    {
        var finding = await OfOursAsync(
            FindingKind.InAssetGroup,
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "addToGroup",
                        systemUser = Name,
                        group = "DACH",
                        adaccount_tasks = new[] { "ANALYZE" },
                    }
                ),
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "removeFromGroup",
                        systemUser = Name,
                        group = "DACH",
                    }
                )
        );
        Assert.Equal(await AssetIdAsync("DACH"), finding.AssetId);
        // One difference: the group. What is in it comes along.
        var added = Assert.Single(await World.OpenFindingsAsync(FindingKind.GrantAdded));
        Assert.Equal(finding.AssetId, added.AssetId);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.NewAsset))]
    public async Task A_new_catalog_that_the_one_with_all_catalogs_does_not_reach()
    {
        var token = await MadeAsync();
        foreach (var catalog in await ReadNamesAsync(AssetKind.ProductCatalog))
            await GrantAsync(Name, catalog, "ADVERTISE");
        await ReadAsync();
        var isNew = true;
        var finding = await ComesAndGoesAsync(
            FindingKind.NewAsset,
            _ => true,
            async () =>
            {
                if (isNew)
                    await ChangeAsync(
                        new
                        {
                            @do = "addAsset",
                            business = "Northwind Retail",
                            kind = "ProductCatalog",
                            name = "Northwind Spring Catalog",
                        }
                    );
                else
                    await RemoveAsync(Name, "Northwind Spring Catalog");
                isNew = false;
            },
            () => GrantAsync(Name, "Northwind Spring Catalog", "ADVERTISE")
        );
        Assert.Equal(await AssetIdAsync("Northwind Spring Catalog"), finding.AssetId);
        Assert.Equal((token.SystemUserId, FindingSeverity.Info), (finding.SystemUserId, finding.Severity));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.OwnerLeft))]
    public async Task An_owner_who_left()
    {
        var owner = (await World.TokenAsync((await MadeAsync()).Id)).SystemUserId;
        await OfOursAsync(FindingKind.OwnerLeft, () => LeftAsync(true), () => LeftAsync(false), LookAsync, owner);

        async Task LeftAsync(bool hasLeft)
        {
            await using var db = World.OpenDatabase();
            var ines = await db.People.Where(p => p.Name == "Ines Roth").Select(p => p.Id).SingleAsync();
            var act = new ActRequest(Guid.NewGuid(), "Told by HR", null);
            Fixture.World.Succeeds(
                await World.AsksAsync(
                    (MarkLeft act2) => act2.RunAsync(new MarkLeftRequest(act, ines, hasLeft), default)
                )
            );
        }
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.NoOwner))]
    public Task Nobody_who_answers_for_it() =>
        InRecordAsync(FindingKind.NoOwner, s => s.OwnerId = null, (s, before) => s.OwnerId = before.OwnerId);

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.NoSuccessor))]
    public Task Nobody_who_would_next() =>
        InRecordAsync(
            FindingKind.NoSuccessor,
            s => s.SuccessorId = null,
            (s, before) => s.SuccessorId = before.SuccessorId
        );

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.Old))]
    public Task Made_long_ago_and_not_confirmed() =>
        InRecordAsync(
            FindingKind.Old,
            s =>
                (s.MetaCreatedAt, s.LastConfirmedAt) = (
                    World.Clock.Start.AddDays(-400),
                    World.Clock.Start.AddDays(-200)
                ),
            (s, before) => s.LastConfirmedAt = before.LastConfirmedAt
        );

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.NoConsumer))]
    public async Task No_tool_that_uses_it()
    {
        var id = (await MadeAsync()).SystemUserId;
        await OfOursAsync(
            FindingKind.NoConsumer,
            () => RecordAsync(db => db.Consumers.ExecuteDeleteAsync()),
            () =>
                RecordAsync(async db =>
                    db.Consumers.Add(
                        new Consumer
                        {
                            PortfolioId = PortfolioId,
                            SystemUser = await db.SystemUsers.SingleAsync(s => s.Id == id),
                            Tool = "Looker",
                            Delivery = TokenDelivery.ReadsVault,
                        }
                    )
                ),
            LookAsync,
            id
        );
    }

    private async Task InRecordAsync(FindingKind kind, Action<SystemUser> make, Action<SystemUser, SystemUser> undo)
    {
        await MadeAsync();
        var before = await World.SystemUserAsync(Name);
        await OfOursAsync(
            kind,
            () => RecordAsync(async db => make(await db.SystemUsers.SingleAsync(s => s.Id == before.Id))),
            () => RecordAsync(async db => undo(await db.SystemUsers.SingleAsync(s => s.Id == before.Id), before)),
            LookAsync,
            before.Id
        );
    }

    private async Task<Finding> OfOursAsync(
        FindingKind kind,
        Func<Task> make,
        Func<Task> undo,
        Func<Task>? look = null,
        long? systemUserId = null
    )
    {
        var id = systemUserId ?? (await MadeAsync()).SystemUserId;
        return await ComesAndGoesAsync(
            kind,
            f => f.SystemUserId == id && f.Kind == kind,
            make,
            undo,
            look ?? ReadAsync
        );
    }

    /// <summary>By an edit of its record, as the finding offers it.</summary>
    private async Task ChooseAsync(string preset)
    {
        await using var db = World.OpenDatabase();
        var systemUser = await World.SystemUserAsync(Name);
        var form = await RecordAsItIs.RequestAsync(db, systemUser, World.Act(), default);
        World.Succeeds(
            await World.AsksAsync((EditSystemUser act) => act.RunAsync(form with { Preset = preset }, default))
        );
    }

    private Task RenameAsync(string from, string to) =>
        ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                business = "Northwind Retail",
                systemUser = from == "test" ? World.Meta.SystemUsersOf("Northwind")[^1].Id : from,
                name = to,
            }
        );
}

public sealed class RisksComeAndGoOnSqlite() : RisksComeAndGoTests(DatabaseProvider.Sqlite);

public sealed class RisksComeAndGoOnPostgres() : RisksComeAndGoTests(DatabaseProvider.Postgres);
