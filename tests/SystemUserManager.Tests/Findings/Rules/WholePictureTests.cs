using SystemUserManager.Findings;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class WholePictureTests
{
    [Fact]
    public void Where_everything_is_in_order_nothing_is_found() =>
        Assert.Empty(FindingRules.Comparing.SelectMany(r => r.Look(Picture())).Select(f => f.Detail));

    [Fact]
    public void An_empty_portfolio_has_no_findings() =>
        Assert.Empty(
            FindingRules.Comparing.SelectMany(r =>
                r.Look(Picture([], [], [], [], [], [], [], [], [], [], [], Without([.. AllParts])))
            )
        );

    [Fact]
    public void Of_a_system_user_that_nobody_took_over_only_itself_and_great_power_are_found()
    {
        var found = Found(2, "test");
        var picture = Picture(
            [found with { Role = "ADMIN" }],
            seen: [Seen(found, Brand, "MANAGE")],
            recorded: [],
            tokens: []
        );
        Assert.Equal(
            [FindingKind.UnknownSystemUser, FindingKind.AdminRole],
            FindingRules.Comparing.Where(r => r.Look(picture).Any()).Select(r => r.Kind)
        );
    }

    [Fact]
    public void The_system_user_that_this_product_acts_through_is_no_finding_of_any_kind()
    {
        var control = Reporting with { Role = "ADMIN", IsControl = true, OwnerId = null, Name = "x" };
        var token = Live with { NeverExpires = true, ExpiresAt = null, IssuedAt = Now.AddDays(-900) };
        Assert.Empty(
            FindingRules
                .Comparing.SelectMany(r => r.Look(Picture([control], tokens: [token], consumers: [])))
                .Select(f => f.Detail)
        );
    }

    [Fact]
    public void What_is_said_of_the_same_thing_is_the_same_a_day_later()
    {
        var late = Picture(
            [Ours(1, "test") with { OwnerId = null, MadeAt = Now.AddDays(-900), LastConfirmedAt = null }],
            tokens: [Live with { ExpiresAt = Now.AddDays(12), IssuedAt = Now.AddDays(-200) }],
            consumers: []
        );
        var later = Picture(late.SystemUsers, tokens: late.Tokens, consumers: [], at: Now.AddDays(1));
        var findings = FindingRules.Comparing.SelectMany(r => r.Look(late)).ToList();
        Assert.True(findings.Count >= 5);
        Assert.Equal(findings, FindingRules.Comparing.SelectMany(r => r.Look(later)));
    }
}
