using MetaGraph.Assets;
using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class GrantRulesTests
{
    [Fact]
    public void Where_the_scope_to_read_grants_of_a_kind_is_missing_nothing_is_said_of_them()
    {
        var gone = Picture(seen: []);
        var finding = One<GrantRemovedRule>(gone);
        Assert.True(CanTell<GrantRemovedRule>(gone, finding));
        Assert.False(
            CanTell<GrantRemovedRule>(
                Picture(seen: [], unread: new HashSet<string> { "assigned_ad_accounts" }),
                finding
            )
        );
        Assert.True(
            CanTell<GrantRemovedRule>(
                Picture(seen: [], unread: new HashSet<string> { "assigned_product_catalogs" }),
                finding
            )
        );
    }

    private static readonly PicturedAsset Group = Asset(28, AssetKind.AssetGroup, "DACH");
    private static readonly PicturedAsset Shop = Asset(22, AssetKind.AdAccount, "Northwind Shop");
    private static readonly PicturedAsset Pixel = Asset(23, AssetKind.Dataset, "Shop events");

    [Fact]
    [Trait("Finds", nameof(FindingKind.GrantAdded))]
    public void What_nobody_gave_it_here_is_found_with_both_sides_and_since_when()
    {
        var picture = Picture(assets: [Brand, Shop], seen: [Seen(Reporting, Brand), Seen(Reporting, Shop, "MANAGE")]);
        var finding = One<GrantAddedRule>(picture);
        Assert.Equal(("g1/m22", 1L, 22L), (finding.ObjectKey, finding.SystemUserId, finding.AssetId));
        Assert.Equal(("No grant.", Now.AddHours(-7)), (finding.InRecord, finding.NotBefore));
        Assert.Contains("MANAGE on the ad account Northwind Shop", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("MANAGE, seen since 2026-11-24", finding.AtMeta, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_taken_away_here_and_is_there_again_was_added()
    {
        var finding = One<GrantAddedRule>(Picture(recorded: [Meant(Reporting, Brand, "")]));
        Assert.Equal(Brand.Id, finding.AssetId);
        Assert.Empty(Look<GrantChangedRule>(Picture(recorded: [Meant(Reporting, Brand, "")])));
    }

    [Fact]
    public void A_removal_that_Meta_did_not_carry_out_is_no_grant_that_others_added() =>
        Assert.Empty(
            Look<GrantAddedRule>(Picture(recorded: [new(1, Brand.Id, Asked: "", Confirmed: "ANALYZE,DRAFT", null)]))
        );

    [Fact]
    public void Of_a_new_asset_group_only_the_group_is_told_and_of_one_that_grew_what_came()
    {
        var seen = new[] { Seen(Reporting, Brand), Seen(Reporting, Group, "ANALYZE"), Seen(Reporting, Shop) };
        PicturedAsset[] assets = [Brand, Shop, Group];
        PicturedPlace[] places = [new(Group.Id, Shop.Id)];
        Assert.Equal(Group.Id, One<GrantAddedRule>(Picture(assets: assets, seen: seen, grouped: places)).AssetId);

        var known = new[] { Meant(Reporting, Brand), Meant(Reporting, Group, "ANALYZE") };
        var grown = One<GrantAddedRule>(Picture(assets: assets, seen: seen, recorded: known, grouped: places));
        Assert.Equal(Shop.Id, grown.AssetId);
        Assert.Contains("through the asset group DACH", grown.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Grants_of_those_that_nobody_took_over_and_on_what_is_gone_are_no_differences()
    {
        Assert.Empty(Look<GrantAddedRule>(Picture([Found(1, "x")], recorded: [])));
        Assert.Empty(Look<GrantAddedRule>(Picture(assets: [Brand with { IsGone = true }], recorded: [])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.GrantRemoved))]
    public void What_was_given_here_and_is_not_shown_any_more_is_found()
    {
        var finding = One<GrantRemovedRule>(Picture(seen: []));
        Assert.Equal(("g1/m21", 1L, 21L), (finding.ObjectKey, finding.SystemUserId, finding.AssetId));
        Assert.Equal(("ANALYZE, DRAFT", "No grant."), (finding.InRecord, finding.AtMeta));
        Assert.Contains(
            "doesn't have this asset",
            One<GrantRemovedRule>(Picture(assets: [Brand with { IsGone = true }], seen: [])).Detail,
            StringComparison.Ordinal
        );
        Assert.Empty(Look<GrantRemovedRule>(Picture(seen: [], recorded: [new(1, Brand.Id, "", "ANALYZE", null)])));
    }

    [Fact]
    public void What_went_with_its_asset_group_is_told_of_the_group_alone()
    {
        var finding = One<GrantRemovedRule>(
            Picture(
                assets: [Brand, Group],
                seen: [],
                recorded: [Meant(Reporting, Brand), Meant(Reporting, Group, "ANALYZE")],
                grouped: [new(Group.Id, Brand.Id)]
            )
        );
        Assert.Equal(Group.Id, finding.AssetId);
    }

    [Theory]
    [InlineData("ANALYZE,DRAFT", "ADVERTISE,ANALYZE,DRAFT", "ADVERTISE came", FindingSeverity.High)]
    [InlineData("ADVERTISE,ANALYZE,DRAFT", "ANALYZE,DRAFT", "ADVERTISE is gone", FindingSeverity.Medium)]
    [InlineData("AA_ANALYZE", "ANALYZE,DRAFT", "ANALYZE, DRAFT came", FindingSeverity.High)]
    [Trait("Finds", nameof(FindingKind.GrantChanged))]
    public void Other_tasks_than_were_confirmed_are_found(string meant, string seen, string said, FindingSeverity how)
    {
        var finding = One<GrantChangedRule>(
            Picture(seen: [Seen(Reporting, Brand, seen)], recorded: [Meant(Reporting, Brand, meant)])
        );
        Assert.Equal(("g1/m21", 21L, how), (finding.ObjectKey, finding.AssetId, finding.Severity));
        Assert.Contains(said, finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ANALYZE", "ANALYZE,DRAFT")]
    [InlineData("MANAGE", "ADVERTISE,ANALYZE,DRAFT,MANAGE")]
    public void What_Meta_adds_along_by_itself_is_no_change(string meant, string seen) =>
        Assert.Empty(
            Look<GrantChangedRule>(
                Picture(seen: [Seen(Reporting, Brand, seen)], recorded: [Meant(Reporting, Brand, meant)])
            )
        );

    [Fact]
    public void What_was_asked_for_and_never_came_is_found_although_the_rest_is_as_confirmed() =>
        Assert.Contains(
            "ADVERTISE is gone",
            One<GrantChangedRule>(
                Picture(recorded: [new(1, Brand.Id, "ADVERTISE", Confirmed: "ANALYZE,DRAFT", Why: null)])
            ).Detail,
            StringComparison.Ordinal
        );

    [Fact]
    public void Before_it_was_read_back_what_was_asked_for_is_what_is_meant() =>
        Assert.Empty(Look<GrantChangedRule>(Picture(recorded: [new(1, Brand.Id, "ANALYZE", null, null)])));

    [Fact]
    public void A_part_that_was_not_read_tells_nothing_of_its_kind_and_leaves_the_others()
    {
        var onPixel = new SeenFinding("g1/m23", "", 1) { AssetId = Pixel.Id };
        var onBrand = new SeenFinding("g1/m21", "", 1) { AssetId = Brand.Id };
        var withoutPixels = Picture(assets: [Brand, Pixel], parts: Without("client_pixels"));
        Assert.False(CanTell<GrantRemovedRule>(withoutPixels, onPixel));
        Assert.True(CanTell<GrantRemovedRule>(withoutPixels, onBrand));
        Assert.False(CanTell<GrantAddedRule>(Picture(parts: Without("system_users")), onBrand));
        // Its kind isn't known yet: it came after the picture.
        Assert.False(CanTell<GrantChangedRule>(Picture(), new SeenFinding("g1/m99", "") { AssetId = 99 }));
    }
}
