using Microsoft.Extensions.Configuration;
using SystemUserManager.Configuration;
using SystemUserManager.Findings;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class PolicyOptionsTests
{
    [Fact]
    public void What_is_not_set_is_as_usual() => PolicyOptions.Check(new Settings(Of()));

    [Theory]
    [InlineData("Policy:ExpiringDays", "1")]
    [InlineData("Policy:ExpiringDays", "5")]
    [InlineData("Policy:ExpiringSoonDays", "20")]
    [InlineData("Policy:ExpiringNowDays", "7")]
    [InlineData("Policy:ControlTokenEndingDays", "0")]
    [InlineData("Policy:NearlyEverythingPercent", "101")]
    [InlineData("Policy:NearlyEverythingLeast", "-5")]
    [InlineData("Policy:OldDays", "a year")]
    [InlineData("Policy:NotConfirmedDays", "3")]
    [InlineData("Policy:RotateDays", "0")]
    [InlineData("Policy:SlotsFullPercent", "0")]
    [InlineData("Policy:NewAssetSiblings", "0")]
    [InlineData("Policy:NewAssetDays", "366")]
    public void One_that_does_not_fit_is_named(string key, string value)
    {
        var wrong = Assert.Throws<WrongSettingException>(() => PolicyOptions.Check(new Settings(Of((key, value)))));
        Assert.Contains(key, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_is_checked()
    {
        foreach (var setting in typeof(PolicyOptions).GetProperties())
            Assert.Throws<WrongSettingException>(() =>
                PolicyOptions.Check(new Settings(Of(($"Policy:{setting.Name}", "many"))))
            );
    }

    private static IConfiguration Of(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value))
            .Build();
}
