using MetaGraph.Assets;
using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.Tokens;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class TokenRulesTests
{
    [Fact]
    [Trait("Finds", nameof(FindingKind.TokenInvalid))]
    public void A_token_that_Meta_does_not_take_or_that_ended_is_dead()
    {
        var finding = One<TokenInvalidRule>(
            Picture(tokens: [Live with { HealthProblem = "Meta says: session expired." }])
        );
        Assert.Equal(("31", 31L, 1L), (finding.ObjectKey, finding.TokenId, finding.SystemUserId));
        Assert.Equal("Meta says: session expired.", finding.AtMeta);
        Assert.Contains(
            "ended on 2026-11-24",
            One<TokenInvalidRule>(Picture(tokens: [Live with { ExpiresAt = Now }])).Detail,
            StringComparison.Ordinal
        );
        Assert.Empty(
            Look<TokenInvalidRule>(
                Picture(tokens: [Live with { State = TokenState.Orphan, HealthProblem = "Meta says: no." }])
            )
        );
    }

    [Fact]
    public void A_dead_token_stops_nothing_once_all_that_used_it_works_with_a_newer_one()
    {
        var dead = Live with { HealthProblem = "Meta says: session expired." };
        var ended = Live with { State = TokenState.Expired, ExpiresAt = Now.AddDays(-1) };
        var newer = Live with { Id = 32 };
        var moved = new PicturedConsumer(Reporting.Id, "Looker", newer.Id);
        Assert.Single(Look<TokenInvalidRule>(Picture(tokens: [dead, newer])));
        Assert.Empty(Look<TokenInvalidRule>(Picture(tokens: [dead, newer], consumers: [moved])));
        // That it ended by itself resolves nothing.
        var finding = One<TokenInvalidRule>(Picture(tokens: [], ended: [ended]));
        Assert.Equal(("31", 31L, 1L), (finding.ObjectKey, finding.TokenId, finding.SystemUserId));
        Assert.Contains("ended on 2026-11-23", finding.Detail, StringComparison.Ordinal);
        Assert.Single(Look<TokenInvalidRule>(Picture(tokens: [newer], ended: [ended])));
        Assert.Single(Look<TokenInvalidRule>(Picture(tokens: [], ended: [ended], consumers: [])));
        Assert.Empty(Look<TokenInvalidRule>(Picture(tokens: [newer], ended: [ended], consumers: [])));
        Assert.Empty(Look<TokenInvalidRule>(Picture(tokens: [newer], ended: [ended], consumers: [moved])));
    }

    [Theory]
    [InlineData("", "doesn't name the scopes ads_read")]
    [InlineData("ads_management,ads_read", "names the scopes ads_management")]
    [Trait("Finds", nameof(FindingKind.TokenDiffers))]
    public void Other_scopes_than_the_record_has_are_named(string seen, string said)
    {
        var finding = One<TokenDiffersRule>(Picture(tokens: [Live with { SeenScopes = seen }]));
        Assert.Equal(("31", 31L), (finding.ObjectKey, finding.TokenId));
        Assert.Contains(said, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_end_than_the_record_has_is_named_and_seconds_are_no_difference()
    {
        Assert.Contains(
            "it ends never, and the record says on 2027-01-13",
            One<TokenDiffersRule>(Picture(tokens: [Live with { SeenExpiresAt = null }])).Detail,
            StringComparison.Ordinal
        );
        Assert.Single(Look<TokenDiffersRule>(Picture(tokens: [Live with { SeenExpiresAt = Now.AddDays(49) }])));
        Assert.Empty(
            Look<TokenDiffersRule>(
                Picture(tokens: [Live with { SeenExpiresAt = Live.ExpiresAt!.Value.AddSeconds(40) }])
            )
        );
    }

    [Fact]
    public void Of_a_token_that_Meta_was_not_asked_about_or_that_is_dead_nothing_differs()
    {
        var other = Live with { SeenScopes = "", SeenExpiresAt = null };
        Assert.Empty(Look<TokenDiffersRule>(Picture(tokens: [other with { HealthCheckedAt = null }])));
        Assert.Empty(Look<TokenDiffersRule>(Picture(tokens: [other with { SeenScopes = null }])));
        Assert.Empty(Look<TokenDiffersRule>(Picture(tokens: [other with { HealthProblem = "dead" }])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.NeverExpiring))]
    public void A_token_without_an_end_is_found()
    {
        var finding = One<NeverExpiringRule>(Picture(tokens: [Live with { ExpiresAt = null, NeverExpires = true }]));
        Assert.Equal(31L, finding.TokenId);
        // Not known yet is not never.
        Assert.Empty(Look<NeverExpiringRule>(Picture(tokens: [Live with { ExpiresAt = null }])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.NotRotated))]
    public void A_token_is_not_exchanged_for_long_from_the_day_of_the_settings_on()
    {
        var policy = new PolicyOptions { RotateDays = 30 };
        Assert.Equal(
            31L,
            One<NotRotatedRule>(Picture(tokens: [Live with { IssuedAt = Now.AddDays(-31) }], policy: policy)).TokenId
        );
        Assert.Empty(
            Look<NotRotatedRule>(Picture(tokens: [Live with { IssuedAt = Now.AddDays(-30) }], policy: policy))
        );
        Assert.Empty(Look<NotRotatedRule>(Picture(tokens: [Live with { IssuedAt = null }], policy: policy)));
    }

    [Theory]
    [InlineData(20.1, null)]
    [InlineData(20.0, FindingSeverity.Medium)]
    [InlineData(7.1, FindingSeverity.Medium)]
    [InlineData(7.0, FindingSeverity.High)]
    [InlineData(1.0, FindingSeverity.Critical)]
    [InlineData(0.01, FindingSeverity.Critical)]
    [InlineData(0.0, null)]
    [Trait("Finds", nameof(FindingKind.Expiring))]
    public void The_fewer_days_are_left_the_worse_it_is(double days, FindingSeverity? how)
    {
        var findings = Look<ExpiringRule>(Picture(tokens: [Live with { ExpiresAt = Now.AddDays(days) }]));
        Assert.Equal(how, findings.SingleOrDefault()?.Severity);
    }

    [Fact]
    public void A_token_whose_tools_all_work_with_a_newer_one_may_end()
    {
        var ending = Live with { ExpiresAt = Now.AddDays(5) };
        var newer = Live with { Id = 32 };
        Assert.Single(Look<ExpiringRule>(Picture(tokens: [ending, newer], consumers: [new(1, "Looker", 31)])));
        Assert.Single(Look<ExpiringRule>(Picture(tokens: [ending, newer], consumers: [])));
        Assert.Single(Look<ExpiringRule>(Picture(tokens: [ending], consumers: [new(1, "Looker", 32)])));
        Assert.Empty(Look<ExpiringRule>(Picture(tokens: [ending, newer], consumers: [new(1, "Looker", 32)])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.TokenInTwoSecrets))]
    public void The_same_value_under_two_names_is_found_and_two_versions_of_one_name_are_not()
    {
        var copy = Live with { Id = 32, SecretName = "copy" };
        var finding = One<TokenInTwoSecretsRule>(Picture(tokens: [Live, copy]));
        Assert.Equal(("copy", 32L), (finding.ObjectKey, finding.TokenId));
        Assert.Contains(Live.SecretName, finding.Detail, StringComparison.Ordinal);
        Assert.Empty(Look<TokenInTwoSecretsRule>(Picture(tokens: [Live, Live with { Id = 32 }])));
        Assert.Empty(Look<TokenInTwoSecretsRule>(Picture(tokens: [Live, copy with { ValueSha256 = "bb" }])));
        Assert.Empty(Look<TokenInTwoSecretsRule>(Picture(tokens: [Live, copy with { State = TokenState.Orphan }])));
    }

    [Fact]
    public void What_a_reading_of_a_secret_said_stays_until_the_token_is_dead()
    {
        var reported = new SeenFinding("copy", "", 1, 31);
        Assert.False(CanTell<TokenInTwoSecretsRule>(Picture(), reported));
        Assert.True(CanTell<TokenInTwoSecretsRule>(Picture(tokens: []), reported));
        Assert.True(CanTell<TokenInTwoSecretsRule>(Picture(tokens: [Live with { SecretName = "copy" }]), reported));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.BusinessManagement))]
    public void Power_over_the_portfolio_that_the_purpose_does_not_need_is_found()
    {
        var mighty = Live with { Scopes = "ads_read,business_management" };
        Assert.Equal(31L, One<BusinessManagementRule>(Picture(tokens: [mighty])).TokenId);
        Assert.Single(Look<BusinessManagementRule>(Picture([Reporting with { Preset = null }], tokens: [mighty])));
        Assert.Equal(
            FindingSeverity.Low,
            One<BusinessManagementRule>(Picture(tokens: [mighty with { ScopesWhy = "Needs it" }])).Severity
        );
        Assert.Empty(Look<BusinessManagementRule>(Picture([Reporting with { Preset = "custom" }], tokens: [mighty])));
        Assert.Empty(
            Look<BusinessManagementRule>(Picture([Reporting with { Preset = "catalog-feed" }], tokens: [mighty]))
        );
        // Meta wants it along with this one.
        Assert.Empty(
            Look<BusinessManagementRule>(
                Picture(tokens: [Live with { Scopes = "business_management,catalog_management" }])
            )
        );
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.ScopeWithoutAsset))]
    public void A_scope_without_an_asset_is_found_and_what_comes_along_with_a_useful_one_is_not()
    {
        var finding = One<ScopeWithoutAssetRule>(
            Picture(tokens: [Live with { Scopes = "ads_read,catalog_management" }])
        );
        Assert.Equal(("31", 1L), (finding.ObjectKey, finding.SystemUserId));
        Assert.Contains("has catalog_management, and", finding.Detail, StringComparison.Ordinal);
        Assert.Empty(
            Look<ScopeWithoutAssetRule>(
                Picture(tokens: [Live with { Scopes = "ads_management,pages_read_engagement,pages_show_list" }])
            )
        );
        Assert.Single(Look<ScopeWithoutAssetRule>(Picture(seen: [])));
        // Of a scope of which nothing is said nobody knows.
        Assert.Empty(
            Look<ScopeWithoutAssetRule>(Picture(seen: [], tokens: [Live with { Scopes = "business_management" }]))
        );
        Assert.False(CanTell<ScopeWithoutAssetRule>(Picture(parts: Without("owned_pixels")), finding));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.AssetWithoutScope))]
    public void Assets_that_no_scope_can_use_are_found()
    {
        var page = Asset(22, AssetKind.Page, "Northwind");
        var finding = One<AssetWithoutScopeRule>(
            Picture(assets: [Brand, page], seen: [Seen(Reporting, Brand), Seen(Reporting, page)])
        );
        Assert.Equal(("g1", 22L), (finding.ObjectKey, finding.AssetId));
        Assert.Contains("1 Page", finding.Detail, StringComparison.Ordinal);
        // Without a token that is known nothing is known of scopes.
        Assert.Empty(Look<AssetWithoutScopeRule>(Picture(tokens: [])));
        Assert.Empty(
            Look<AssetWithoutScopeRule>(
                Picture(
                    assets: [Brand, page],
                    seen: [Seen(Reporting, Brand), Seen(Reporting, page)],
                    tokens: [Live, Live with { Id = 32, Scopes = "pages_show_list" }]
                )
            )
        );
    }
}
