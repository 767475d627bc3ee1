using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tests.SystemUsers;

public sealed class SystemUserNameTests
{
    [Theory]
    [InlineData("northwind ads reporting")]
    [InlineData("Looker-export")]
    [InlineData("café ads")]
    [InlineData("北京 广告 报告")]
    [InlineData("reports v2.1_eu")]
    [InlineData("api gateway")]
    [InlineData("test ads2")]
    [InlineData("  ads sync  ")]
    public void A_name_that_says_what_it_is_for_is_fine(string name) => Assert.Null(SystemUserName.FindProblem(name));

    [Theory]
    [InlineData("a bcd")]
    [InlineData("thisnameisexactlyaslongasitmay be and one more would be many")]
    public void The_shortest_and_the_longest_name_are_fine(string name)
    {
        Assert.True(name.Length is SystemUserName.MinLength or SystemUserName.MaxLength);
        Assert.Null(SystemUserName.FindProblem(name));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a bc")]
    [InlineData("thisnameisexactlyaslongasitmay be and one more would be many2")]
    [InlineData("    ")]
    [InlineData("this name is much longer than anybody can read in a list of them")]
    public void Too_short_and_too_long_say_how_long_it_is(string name) =>
        Assert.Contains(
            $"this one has {name.Trim().Length}",
            SystemUserName.FindProblem(name),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("ads/reporting now")]
    [InlineData("ads <b> reporting")]
    [InlineData("ads\treporting")]
    [InlineData("ads reporting!")]
    [InlineData("ads 🚀 reporting")]
    public void Other_characters_are_refused(string name) =>
        Assert.Contains("letters, digits", SystemUserName.FindProblem(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("reporting")]
    [InlineData("reporting-")]
    [InlineData("_reporting")]
    public void One_word_is_not_enough(string name) =>
        Assert.Contains("two words", SystemUserName.FindProblem(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("test user")]
    [InlineData("Test 1")]
    [InlineData("temp admin")]
    [InlineData("API token 2")]
    [InlineData("new_system-user")]
    [InlineData("test2 bot3")]
    public void Words_that_say_nothing_are_refused_together(string name) =>
        Assert.Contains(
            "doesn't say what the integration is",
            SystemUserName.FindProblem(name),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("reporting", true)]
    [InlineData("test user", true)]
    [InlineData("northwind test", false)]
    [InlineData("northwind ads", false)]
    public void A_name_is_vague_that_is_one_word_or_says_nothing(string name, bool isVague) =>
        Assert.Equal(isVague, SystemUserName.IsVague(name));

    [Theory]
    [InlineData("ads sync", "Ads-Sync")]
    [InlineData("ads sync", "sync ads")]
    [InlineData("northwind ads reporting", "northwind ads reportng")]
    [InlineData("café ads", "CAFE\u0301 ads")]
    [InlineData("northwind ads", "northwind adsxy")]
    [InlineData("northwind ads", "naathwind ads")]
    [InlineData("abc def", "abc dex")]
    public void Names_that_may_be_meant_for_each_other_are_alike(string one, string other)
    {
        Assert.True(SystemUserName.AreAlike(one, other));
        Assert.True(SystemUserName.AreAlike(other, one));
    }

    [Theory]
    [InlineData("ads sync", "ads import")]
    [InlineData("northwind ads reporting", "contoso ads reporting")]
    [InlineData("northwind ads", "northwind adsxyz")]
    [InlineData("northwind ads", "northwind xyz")]
    [InlineData("ads a", "ads b")]
    [InlineData("abc de", "abc dexy")]
    public void Others_are_not(string one, string other) => Assert.False(SystemUserName.AreAlike(one, other));
}
