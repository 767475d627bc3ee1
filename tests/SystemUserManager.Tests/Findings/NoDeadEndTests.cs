using MetaGraph.Assets;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Findings.Kinds;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Findings;

/// <summary>Findings that no single button answers: who follows what their page says comes to their end.</summary>
public abstract class NoDeadEndTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    private const string Other = "northwind shop feed";
    private const string Spring = "Northwind Spring Catalog";

    [Fact]
    public async Task A_new_asset_that_several_miss_leads_to_the_access_of_each_with_the_asset_picked()
    {
        var ours = (await MadeAsync()).SystemUserId;
        var other = (await MadeAsync(Other, account: "Northwind AT Performance")).SystemUserId;
        foreach (var catalog in await ReadNamesAsync(AssetKind.ProductCatalog))
        {
            await GrantAsync(Name, catalog, "ADVERTISE");
            await GrantAsync(Other, catalog, "ADVERTISE");
        }

        await ReadAsync();
        await ChangeAsync(
            new
            {
                @do = "addAsset",
                business = "Northwind Retail",
                kind = "ProductCatalog",
                name = Spring,
            }
        );
        await ReadAsync();
        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.NewAsset));
        var asset = await AssetIdAsync(Spring);
        Assert.Equal((null, asset), (finding.SystemUserId, finding.AssetId));

        var ways = (await DetailAsync(finding.Id)).Ways;
        Assert.Equal(
            [
                (Name, $"/SystemUsers/{ours}/Access?Asset={asset}", null),
                (Other, $"/SystemUsers/{other}/Access?Asset={asset}", null),
            ],
            ways.Select(w => (w.Of!, w.Path, w.WhyNot))
        );
        Assert.All(ways, w => Assert.Equal(FindingAnswer.ChangeAccess, w.Answer));
        await World.AsAuditor();
        Assert.All((await DetailAsync(finding.Id)).Ways, w => Assert.Equal(FindingWays.OnlyAdministrators, w.WhyNot));
        await World.AsAdministrator();

        var (now, proposed) = await ProposedAsync(other, asset);
        Assert.Equal(["ADVERTISE"], proposed!.Tasks);
        await GiveAsync(now, proposed);
        await LookAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.NewAsset));
        // It is reached now: nothing is picked a second time, and nothing that can't be given ever.
        Assert.Null((await ProposedAsync(other, asset)).Proposed);
        Assert.Null((await ProposedAsync(ours, await AssetIdAsync("DACH"))).Proposed);
    }

    [FactOnOneDatabase]
    public async Task What_comes_through_an_asset_group_says_who_ends_it_where_and_what_to_do_then()
    {
        var ours = (await MadeAsync()).SystemUserId;
        await ChangeAsync(
            new
            {
                @do = "addToGroup",
                systemUser = Name,
                group = "DACH",
                adaccount_tasks = new[] { "ANALYZE" },
            }
        );
        await ReadAsync();
        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.InAssetGroup));
        var group = await AssetIdAsync("DACH");

        var detail = await DetailAsync(finding.Id);
        Assert.Equal(
            [$"/Assets/{group}", $"/SystemUsers/{ours}/Access"],
            detail.Ways.Where(w => w.WhyNot is null).Select(w => w.Path)
        );
        Assert.EndsWith(
            $"→ System users → {Name} → Assigned assets → Asset groups → DACH → remove",
            detail.ByHand!.Path,
            StringComparison.Ordinal
        );
        // The difference that it is, is told as one that only a person can put back, on the same path.
        var added = Assert.Single(await World.OpenFindingsAsync(FindingKind.GrantAdded));
        Assert.Contains(
            detail.ByHand.Path,
            (await DetailAsync(added.Id)).Way(FindingAnswer.Revert)!.WhyNot,
            StringComparison.Ordinal
        );

        Assert.Null((await DetailAsync(added.Id)).Way(FindingAnswer.ChangeAccess));

        await ChangeAsync(
            new
            {
                @do = "removeFromGroup",
                systemUser = Name,
                group = "DACH",
            }
        );
        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.InAssetGroup));
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.GrantAdded));
        Assert.Null((await DetailAsync(finding.Id)).ByHand);

        // What it needs of the group's assets is given to it singly.
        var (now, proposed) = await ProposedAsync(ours, await AssetIdAsync("Northwind AT Performance"));
        await GiveAsync(now, proposed!);
        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.GrantAdded));
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.GrantRemoved));
    }

    private async Task<FindingDetail> DetailAsync(long id) =>
        (await World.AsksAsync((FindingDetailQueries queries) => queries.FindAsync(id, default)))!;

    private Task<(AccessNow Now, AskedGrant? Proposed)> ProposedAsync(long systemUserId, long assetId) =>
        World.AsksAsync(
            async (AccessQueries queries) =>
            {
                var now = (await queries.FindAsync(systemUserId, default))!;
                return (now, await queries.ProposeAsync(now, assetId, default));
            }
        );

    /// <summary>As the form sends it.</summary>
    private Task<Operation> GiveAsync(AccessNow now, AskedGrant more) =>
        World.DoneAsync(
            World.AsksAsync(
                (ChangeAccess act) =>
                    act.AskAsync(
                        new ChangeAccessRequest
                        {
                            Act = World.Act(),
                            SystemUserId = now.SystemUser.Id,
                            Wanted = [.. now.Grants, more],
                            Saw = now.Grants,
                            Why = "Needed",
                            Adoption = AdoptionRequest.None,
                        },
                        default
                    )
            )
        );
}

public sealed class NoDeadEndOnSqlite() : NoDeadEndTests(DatabaseProvider.Sqlite);

public sealed class NoDeadEndOnPostgres() : NoDeadEndTests(DatabaseProvider.Postgres);
