using MetaGraph.Assets;
using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.SystemUsers;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class ReachRulesTests
{
    private static readonly PicturedAsset[] Ten =
    [
        .. Enumerable.Range(21, 10).Select(id => Asset(id, AssetKind.AdAccount, $"Account {id}")),
    ];

    [Fact]
    [Trait("Finds", nameof(FindingKind.AdminRole))]
    public void An_admin_is_found_whether_it_was_adopted_or_not()
    {
        Assert.Equal(1L, One<AdminRoleRule>(Picture([Reporting with { Role = "ADMIN" }])).SystemUserId);
        Assert.Equal(2L, One<AdminRoleRule>(Picture([Found(2, "x") with { Role = "ADMIN" }])).SystemUserId);
        Assert.Empty(Look<AdminRoleRule>(Picture([Reporting with { Role = "ADMIN", VanishedAt = Now }])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.HighTask))]
    public void Full_control_that_the_purpose_does_not_need_is_found_and_less_bad_where_somebody_said_why()
    {
        var seen = new[] { Seen(Reporting, Brand, "ADVERTISE,ANALYZE,DRAFT,MANAGE") };
        var finding = One<HighTaskRule>(Picture(seen: seen));
        Assert.Equal(("g1", 21L, null), (finding.ObjectKey, finding.AssetId, finding.Severity));
        Assert.Equal(
            FindingSeverity.Low,
            One<HighTaskRule>(Picture(seen: seen, recorded: [Meant(Reporting, Brand) with { Why = "Must" }])).Severity
        );
        Assert.Empty(Look<HighTaskRule>(Picture(seen: [Seen(Reporting, Brand, "ADVERTISE,ANALYZE,DRAFT")])));
        Assert.Empty(Look<HighTaskRule>(Picture([Reporting with { Preset = "custom" }], seen: seen)));
        Assert.Empty(Look<HighTaskRule>(Picture([Reporting with { Preset = null }], seen: seen)));
        var page = Asset(22, AssetKind.Page, "Northwind");
        Assert.Single(
            Look<HighTaskRule>(Picture(assets: [page], seen: [Seen(Reporting, page, "PROFILE_PLUS_FULL_CONTROL")]))
        );
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(7, false)]
    [Trait("Finds", nameof(FindingKind.ReachesNearlyEverything))]
    public void Eight_of_ten_are_nearly_everything(int reached, bool isFound)
    {
        var findings = Look<ReachesNearlyEverythingRule>(
            Picture(assets: Ten, seen: [.. Ten.Take(reached).Select(a => Seen(Reporting, a))])
        );
        Assert.Equal(isFound ? ["g1"] : [], findings.Select(f => f.ObjectKey));
    }

    [Fact]
    public void All_of_four_are_not_nearly_everything_nor_what_is_gone_nor_of_a_kind_that_was_not_read()
    {
        var four = Ten.Take(4).ToArray();
        Assert.Empty(Reaching(four, Picture(assets: four)));
        Assert.Single(Reaching(four, Picture(assets: four, policy: new PolicyOptions { NearlyEverythingLeast = 4 })));
        Assert.Empty(Reaching(Ten, Picture(assets: [.. Ten.Select(a => a with { IsGone = true })])));
        Assert.Empty(Reaching(Ten, Picture(assets: Ten, parts: Without("client_ad_accounts"))));
        Assert.Equal("10 of 10 ad accounts", Assert.Single(Reaching(Ten, Picture(assets: Ten))).AtMeta);

        static IReadOnlyList<SeenFinding> Reaching(PicturedAsset[] assets, PortfolioPicture picture) =>
            Look<ReachesNearlyEverythingRule>(
                Picture(
                    [Found(1, "test")],
                    picture.Assets,
                    [.. assets.Select(a => Seen(Reporting, a))],
                    parts: picture.CompleteParts,
                    policy: picture.Policy
                )
            );
    }

    [Fact]
    public void Of_a_kind_that_was_not_read_nobody_can_say_that_it_is_not_nearly_everything()
    {
        var all = Ten.Select(a => Seen(Reporting, a)).ToArray();
        var finding = One<ReachesNearlyEverythingRule>(Picture(assets: Ten, seen: all));
        var unread = Without("client_ad_accounts");
        Assert.False(CanTell<ReachesNearlyEverythingRule>(Picture(assets: Ten, seen: all, parts: unread), finding));
        Assert.True(CanTell<ReachesNearlyEverythingRule>(Picture(assets: Ten, seen: [all[0]], parts: unread), finding));
        // Another kind is enough.
        var pages = Enumerable.Range(61, 5).Select(n => Asset(n, AssetKind.Page, $"Page {n}")).ToArray();
        PicturedGrant[] both = [.. all, .. pages.Select(p => Seen(Reporting, p))];
        var half = Picture(assets: [.. Ten, .. pages], seen: both, parts: unread);
        Assert.True(CanTell<ReachesNearlyEverythingRule>(half, finding));
        Assert.Equal("5 of 5 Pages", One<ReachesNearlyEverythingRule>(half).AtMeta);
    }

    [Theory]
    [InlineData(IntegrationEnvironment.Test, true)]
    [InlineData(IntegrationEnvironment.Development, true)]
    [InlineData(IntegrationEnvironment.Staging, false)]
    [InlineData(IntegrationEnvironment.Production, false)]
    [InlineData(null, false)]
    [Trait("Finds", nameof(FindingKind.TestReachesProduction))]
    public void A_test_on_what_production_uses_is_found(IntegrationEnvironment? environment, bool isFound)
    {
        var test = Ours(2, "northwind pixel tests") with { Environment = environment };
        var findings = Look<TestReachesProductionRule>(
            Picture([Reporting, test], seen: [Seen(Reporting, Brand), Seen(test, Brand)])
        );
        Assert.Equal(isFound ? [("g2", 21L)] : [], findings.Select(f => (f.ObjectKey, f.AssetId!.Value)));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.DeadAssetsOnly))]
    public void Who_reaches_only_what_is_closed_or_gone_can_do_nothing()
    {
        var closed = Brand with { IsDead = true, Status = "CLOSED" };
        var finding = One<DeadAssetsOnlyRule>(Picture(assets: [closed]));
        Assert.Equal(("g1", 21L, "CLOSED"), (finding.ObjectKey, finding.AssetId, finding.AtMeta));
        Assert.Empty(Look<DeadAssetsOnlyRule>(Picture(seen: [])));
        Assert.Empty(
            Look<DeadAssetsOnlyRule>(
                Picture(assets: [closed, Ten[1]], seen: [Seen(Reporting, closed), Seen(Reporting, Ten[1])])
            )
        );
        Assert.False(CanTell<DeadAssetsOnlyRule>(Picture(parts: Without("owned_instagram_assets")), finding));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.InAssetGroup))]
    public void Who_is_in_an_asset_group_grows_by_itself()
    {
        var group = Asset(28, AssetKind.AssetGroup, "DACH");
        var finding = One<InAssetGroupRule>(
            Picture(assets: [Brand, group], seen: [Seen(Reporting, Brand), Seen(Reporting, group, "ANALYZE")])
        );
        Assert.Equal(("g1/m28", 28L, 1L), (finding.ObjectKey, finding.AssetId, finding.SystemUserId));
        Assert.Empty(
            Look<InAssetGroupRule>(
                Picture(assets: [group with { IsGone = true }], seen: [Seen(Reporting, group, "ANALYZE")])
            )
        );
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.NewAsset))]
    public void A_new_asset_is_missed_by_those_who_reach_all_its_like()
    {
        var old = Ten.Take(3).ToArray();
        var fresh = Ten[9] with { FirstSeenAt = Now.AddDays(-1), NotBefore = Now.AddDays(-1.5) };
        var seen = old.Select(a => Seen(Reporting, a)).ToList();
        var finding = One<NewAssetRule>(Picture(assets: [.. old, fresh], seen: seen));
        Assert.Equal((fresh.GraphId, fresh.Id, 1L), (finding.ObjectKey, finding.AssetId, finding.SystemUserId));
        Assert.Equal(fresh.NotBefore, finding.NotBefore);

        Assert.Empty(Missed([.. old, fresh], [.. seen, Seen(Reporting, fresh)]));
        Assert.Empty(Missed([.. old, fresh], [.. seen.Skip(1)]));
        Assert.Empty(Missed([.. old.Skip(1), fresh], seen));
        Assert.Empty(Missed([.. old, fresh with { NotBefore = null }], seen));
        Assert.Empty(Missed([.. old, fresh with { FirstSeenAt = Now.AddDays(-31) }], seen));
        Assert.Empty(Missed([.. old, fresh with { IsOwned = false }], seen));
        Assert.Empty(Missed([.. old, fresh with { IsDead = true }], seen));
        Assert.False(CanTell<NewAssetRule>(Picture(assets: [fresh], parts: Without("client_ad_accounts")), finding));

        static IReadOnlyList<SeenFinding> Missed(
            IReadOnlyList<PicturedAsset> assets,
            IReadOnlyList<PicturedGrant> seen
        ) =>
            Look<NewAssetRule>(Picture(assets: assets, seen: [.. seen.Where(g => assets.Any(a => a.Id == g.AssetId))]));
    }
}
