using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class PeopleRulesTests
{
    [Theory]
    [InlineData("test", true)]
    [InlineData("user1", true)]
    [InlineData("API token 2", true)]
    [InlineData("Zapier", true)]
    [InlineData("ads sync", false)]
    [InlineData("Product feed import (production)", false)]
    [Trait("Finds", nameof(FindingKind.VagueName))]
    public void A_name_that_says_nothing_is_vague(string name, bool isVague)
    {
        var findings = Look<VagueNameRule>(Picture([Ours(1, name)]));
        Assert.Equal(isVague ? [1L] : [], findings.Select(f => f.SystemUserId!.Value));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.NoOwner))]
    public void Without_an_owner_it_is_nobodys()
    {
        Assert.Equal(1L, One<NoOwnerRule>(Picture([Reporting with { OwnerId = null }])).SystemUserId);
        Assert.Empty(Look<NoOwnerRule>(Picture([Found(2, "ads sync")])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.OwnerLeft))]
    public void An_owner_who_was_marked_as_left_is_told_with_the_day()
    {
        var finding = One<OwnerLeftRule>(Picture(people: [Ines with { LeftAt = Now.AddDays(-2) }, Ole]));
        Assert.Equal(("g1", 1L, null), (finding.ObjectKey, finding.SystemUserId, finding.Severity));
        Assert.Contains("2026-11-22", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_whom_Meta_does_not_list_any_more_is_told_if_its_list_was_read()
    {
        var people = new[] { Ines with { HasLeftMeta = true }, Ole };
        var finding = One<OwnerLeftRule>(Picture(people: people));
        Assert.Equal(FindingSeverity.Medium, finding.Severity);
        var unread = Picture(people: people, parts: Without("business_users"));
        Assert.Empty(Look<OwnerLeftRule>(unread));
        Assert.False(CanTell<OwnerLeftRule>(unread, finding));
        // What was said here needs no list.
        Assert.True(
            CanTell<OwnerLeftRule>(
                Picture(people: [people[0] with { LeftAt = Now }, Ole], parts: Without("business_users")),
                finding
            )
        );
        Assert.True(
            CanTell<OwnerLeftRule>(
                Picture([Reporting with { OwnerId = Ole.Id }], people: people, parts: Without("business_users")),
                finding
            )
        );
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.NoSuccessor))]
    public void One_person_without_a_successor_who_is_there_is_found_and_a_team_is_not()
    {
        Assert.Equal(1L, One<NoSuccessorRule>(Picture([Reporting with { SuccessorId = null }])).SystemUserId);
        Assert.Contains(
            "Ole Dahl, who would next, left",
            One<NoSuccessorRule>(Picture(people: [Ines, Ole with { LeftAt = Now }])).Detail,
            StringComparison.Ordinal
        );
        Assert.Empty(
            Look<NoSuccessorRule>(
                Picture([Reporting with { SuccessorId = null }], people: [Ines with { IsTeam = true }])
            )
        );
        // That has a finding of its own.
        Assert.Empty(Look<NoSuccessorRule>(Picture([Reporting with { OwnerId = null, SuccessorId = null }])));
    }

    [Fact]
    [Trait("Finds", nameof(FindingKind.NoConsumer))]
    public void Without_a_tool_that_uses_it_nobody_knows_what_stops() =>
        Assert.Equal(1L, One<NoConsumerRule>(Picture(consumers: [new(2, "Looker", null)])).SystemUserId);

    [Theory]
    [InlineData(366, 181, true)]
    [InlineData(366, null, true)]
    [InlineData(365, 181, false)]
    [InlineData(366, 180, false)]
    [Trait("Finds", nameof(FindingKind.Old))]
    public void Old_is_what_was_made_long_ago_and_not_confirmed_since(int made, int? confirmed, bool isOld)
    {
        var systemUser = Reporting with
        {
            MadeAt = Now.AddDays(-made),
            LastConfirmedAt = confirmed is { } days ? Now.AddDays(-days) : null,
        };
        Assert.Equal(isOld ? [1L] : [], Look<OldRule>(Picture([systemUser])).Select(f => f.SystemUserId!.Value));
        // Meta doesn't always tell when it was made.
        var untold = systemUser with
        {
            MadeAt = null,
            FirstSeenAt = Now.AddDays(-made),
        };
        Assert.Equal(isOld, Look<OldRule>(Picture([untold])).Count == 1);
    }
}
