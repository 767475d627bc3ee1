using SystemUserManager.Findings;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class RuleWordsTests
{
    public static TheoryData<FindingKind> Kinds => [.. Enum.GetValues<FindingKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_has_one_rule_of_its_own_that_says_what_it_is_and_what_to_do(FindingKind kind)
    {
        var rule = Assert.Single(FindingRules.All, r => r.Kind == kind);
        Assert.Same(rule, FindingRules.Of(kind));
        Assert.Equal($"{kind}Rule", rule.GetType().Name);
        Assert.InRange(rule.Title.Length, 5, 40);
        foreach (var text in new[] { rule.Meaning, rule.WhatToDo })
        {
            Assert.EndsWith(".", text, StringComparison.Ordinal);
            Assert.DoesNotContain("  ", text, StringComparison.Ordinal);
            Assert.InRange(text.Length, 20, 300);
        }

        Assert.Equal(rule.Answers.Distinct(), rule.Answers);
    }

    [Fact]
    public void No_two_kinds_have_the_same_title() =>
        Assert.Equal(FindingRules.All.Count, FindingRules.All.Select(r => r.Title).Distinct().Count());
}
