using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using SystemUserManager.Partners;
using SystemUserManager.Tokens;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class DifferenceRulesTests
{
    [Fact]
    [Trait("Finds", nameof(FindingKind.OrphanToken))]
    public void A_token_that_nobody_holds_is_named_with_the_day_on_which_it_dies()
    {
        var finding = One<OrphanTokenRule>(
            Picture(tokens: [Live with { State = TokenState.Orphan, DiesBy = Now.AddDays(60) }])
        );
        Assert.Equal(("31", 31L, 1L), (finding.ObjectKey, finding.TokenId, finding.SystemUserId));
        Assert.Contains("by 2027-01-23", finding.Detail, StringComparison.Ordinal);
        Assert.Contains(
            "never expire",
            One<OrphanTokenRule>(Picture(tokens: [Live with { State = TokenState.Orphan }])).Detail,
            StringComparison.Ordinal
        );
        Assert.False(new OrphanTokenRule().WaitsForOperations);
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.UnknownSystemUser))]
    public void A_found_one_is_unknown_until_it_is_adopted_or_gone()
    {
        var found = Found(2, "ads sync");
        var finding = One<UnknownSystemUserRule>(Picture([Reporting, found]));
        Assert.Equal(("g2", 2L), (finding.ObjectKey, finding.SystemUserId));
        Assert.Empty(Look<UnknownSystemUserRule>(Picture([found with { IsOurs = true }])));
        Assert.Empty(Look<UnknownSystemUserRule>(Picture([found with { VanishedAt = Now }])));
        Assert.False(CanTell<UnknownSystemUserRule>(Picture(parts: Without("system_users")), finding));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.Vanished))]
    public void One_of_ours_that_Meta_does_not_show_any_more_is_gone_and_nothing_else_is_said_of_it()
    {
        var gone = Picture(
            [Reporting with { VanishedAt = Now.AddHours(-1), ConfirmedName = "other", OwnerId = null }],
            seen: []
        );
        var finding = One<VanishedRule>(gone);
        Assert.Equal(("g1", 1L), (finding.ObjectKey, finding.SystemUserId));
        Assert.Contains("1 token that should be alive", finding.InRecord, StringComparison.Ordinal);
        Assert.Equal([FindingKind.Vanished], FindingRules.Comparing.Where(r => r.Look(gone).Any()).Select(r => r.Kind));
        Assert.Empty(Look<VanishedRule>(Picture([Found(2, "ads sync") with { VanishedAt = Now }])));
        Assert.False(CanTell<VanishedRule>(Picture(parts: Without("system_users")), finding));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    [Trait("Finds", nameof(FindingKind.Vanished))]
    public void One_that_is_gone_is_found_until_somebody_ended_its_tokens(bool isEnded, bool hasToken, bool isFound)
    {
        var gone = Reporting with { VanishedAt = Now.AddHours(-1), IsEndedHere = isEnded };
        Assert.Equal(isFound, Look<VanishedRule>(Picture([gone], tokens: hasToken ? [Live] : [])).Any());
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.Renamed))]
    public void Another_name_than_the_one_that_was_wanted_is_found()
    {
        var finding = One<RenamedRule>(Picture([Reporting with { Name = "northwind reports" }]));
        Assert.Equal(("northwind ads reporting", "northwind reports"), (finding.InRecord, finding.AtMeta));
        Assert.Empty(Look<RenamedRule>(Picture([Reporting with { ConfirmedName = null }])));
        Assert.Empty(Look<RenamedRule>(Picture([Reporting with { Name = "x y", IsOurs = false }])));
    }

    [Theory]
    [InlineData("EMPLOYEE", "ADMIN", FindingSeverity.Critical)]
    [InlineData("ADMIN", "EMPLOYEE", FindingSeverity.Medium)]
    [Trait("Finds", nameof(FindingKind.RoleChanged))]
    public void Another_role_is_found_and_worst_where_it_became_an_admin(string was, string @is, FindingSeverity how)
    {
        var finding = One<RoleChangedRule>(Picture([Reporting with { ConfirmedRole = was, Role = @is }]));
        Assert.Equal((was, @is, how), (finding.InRecord, finding.AtMeta, finding.Severity));
        Assert.Empty(Look<RoleChangedRule>(Picture([Reporting with { ConfirmedRole = null, Role = @is }])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.UnknownPartner))]
    public void A_partner_is_unknown_until_somebody_says_what_it_is_for()
    {
        var agency = new PicturedPartner(41, "900", PartnerRelation.Agency, "Brightside", null)
        {
            Shared = 1,
            NotBefore = Now,
        };
        var client = agency with { Id = 42, Relation = PartnerRelation.Client };
        var findings = Look<UnknownPartnerRule>(Picture(partners: [agency, client]));
        Assert.Equal([41L, 42L], findings.Select(f => f.PartnerId!.Value));
        Assert.Equal(2, findings.Select(f => f.ObjectKey).Distinct().Count());
        Assert.Contains("1 asset ", findings[0].Detail, StringComparison.Ordinal);
        Assert.Equal(Now, findings[0].NotBefore);
        Assert.Empty(Look<UnknownPartnerRule>(Picture(partners: [agency with { Purpose = "Runs our ads" }])));
        var withoutClients = Picture(parts: Without("clients"));
        Assert.True(CanTell<UnknownPartnerRule>(withoutClients, findings[0]));
        Assert.False(CanTell<UnknownPartnerRule>(withoutClients, findings[1]));
    }
}
