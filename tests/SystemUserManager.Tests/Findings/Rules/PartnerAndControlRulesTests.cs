using MetaGraph.Assets;
using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class PartnerAndControlRulesTests
{
    private static readonly PicturedPartner Agency = new(
        41,
        "900",
        PartnerRelation.Agency,
        "Brightside",
        "Runs our ads"
    )
    {
        FirstSeenAt = Now.AddDays(-400),
        LastConfirmedAt = Now.AddDays(-10),
    };

    private static readonly PicturedControlToken Control = new("app", "Hub", "northwind-control")
    {
        SystemUserId = 7,
        Scopes = ["ads_management", "business_management"],
        ExpiresAt = Now.AddDays(40),
    };

    [Theory]
    [InlineData("2026-11-23", true)]
    [InlineData("2026-11-24", false)]
    [InlineData(null, false)]
    [Trait("Finds", nameof(FindingKind.PartnerPastEnd))]
    public void On_its_last_day_a_partner_may_still_be_there(string? end, bool isFound)
    {
        var partner = Agency with
        {
            EndsOn = end is null ? null : DateOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
        };
        var findings = Look<PartnerPastEndRule>(Picture(partners: [partner]));
        Assert.Equal(isFound ? [41L] : [], findings.Select(f => f.PartnerId!.Value));
        Assert.All(findings, f => Assert.False(CanTell<PartnerPastEndRule>(Picture(parts: Without("agencies")), f)));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.PartnerNotConfirmed))]
    public void A_partner_is_confirmed_for_half_a_year()
    {
        Assert.Empty(
            Look<PartnerNotConfirmedRule>(Picture(partners: [Agency with { LastConfirmedAt = Now.AddDays(-180) }]))
        );
        var finding = One<PartnerNotConfirmedRule>(
            Picture(partners: [Agency with { LastConfirmedAt = Now.AddDays(-181) }])
        );
        Assert.Equal(("Agency/900", 41L), (finding.ObjectKey, finding.PartnerId));
        Assert.Contains(
            "since it was first seen",
            One<PartnerNotConfirmedRule>(Picture(partners: [Agency with { LastConfirmedAt = null }])).Detail,
            StringComparison.Ordinal
        );
        // That it is unknown is said already.
        Assert.Empty(
            Look<PartnerNotConfirmedRule>(Picture(partners: [Agency with { Purpose = null, LastConfirmedAt = null }]))
        );
    }

    [Theory]
    [InlineData(7, 10, null, false)]
    [InlineData(8, 10, null, true)]
    [InlineData(10, 10, FindingSeverity.High, true)]
    [InlineData(1, 1, FindingSeverity.High, true)]
    [InlineData(0, 1, null, false)]
    [InlineData(40, null, null, false)]
    [Trait("Finds", nameof(FindingKind.SlotsNearlyFull))]
    public void Eight_of_ten_slots_are_nearly_all(int used, int? slots, FindingSeverity? how, bool isFound)
    {
        var users = Enumerable.Range(1, used).Select(id => Found(id, "ads sync")).ToList();
        users.Add(Found(90, "admin") with { Role = "ADMIN" });
        users.Add(Found(91, "gone") with { VanishedAt = Now });
        var findings = Look<SlotsNearlyFullRule>(Picture(users, slots: slots));
        Assert.Equal(isFound ? [how] : [], findings.Select(f => f.Severity));
    }

    [Theory]
    [InlineData(20.1, null)]
    [InlineData(20.0, "ends on 2026-12-14")]
    [InlineData(0.0, "ended on 2026-11-24")]
    [Trait("Finds", nameof(FindingKind.ControlTokenEnding))]
    public void A_control_token_that_ends_is_told_in_time(double days, string? said)
    {
        var findings = Look<ControlTokenEndingRule>(Picture(control: [Control with { ExpiresAt = Now.AddDays(days) }]));
        Assert.Equal(said is null ? 0 : 1, findings.Count);
        Assert.All(findings, f => Assert.Contains(said!, f.Detail, StringComparison.Ordinal));
        Assert.All(findings, f => Assert.Equal(("app", 7L), (f.ObjectKey, f.SystemUserId)));
    }

    [Fact]
    public void One_that_Meta_refuses_is_told_whenever_it_would_have_ended_and_each_app_has_its_own()
    {
        var refused = Control with { AppId = "other", NoAccessSince = Now, NoAccessReason = "Session has expired" };
        var finding = One<ControlTokenEndingRule>(Picture(control: [Control with { ExpiresAt = null }, refused]));
        Assert.Equal(("other", "Session has expired"), (finding.ObjectKey, finding.AtMeta));
        Assert.False(new ControlTokenEndingRule().WaitsForOperations);
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.ControlTokenShort))]
    public void A_right_that_its_assets_need_is_missed_as_the_mode_wants_it()
    {
        var catalog = Asset(22, AssetKind.ProductCatalog, "Shop");
        var adsOnly = Control with { Scopes = ["business_management"] };
        Assert.Contains(
            "lacks catalog_management.",
            One<ControlTokenShortRule>(Picture(assets: [Brand, catalog], control: [Control])).Detail,
            StringComparison.Ordinal
        );
        Assert.Equal("app", One<ControlTokenShortRule>(Picture(control: [adsOnly])).ObjectKey);
        // To read who is on an ad account nothing more is needed.
        Assert.Empty(Look<ControlTokenShortRule>(Picture(control: [adsOnly], mode: PortfolioMode.ObserveOnly)));
        Assert.Empty(
            Look<ControlTokenShortRule>(Picture(assets: [catalog with { IsGone = true }], control: [Control]))
        );
        Assert.Empty(Look<ControlTokenShortRule>(Picture(control: [Control with { Scopes = [] }])));
        Assert.Single(
            Look<ControlTokenShortRule>(Picture(assets: [], control: [Control with { Scopes = ["ads_read"] }]))
        );
    }
}
