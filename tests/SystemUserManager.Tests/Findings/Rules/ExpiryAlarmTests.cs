using SystemUserManager.Findings;
using SystemUserManager.Findings.Kinds;
using static SystemUserManager.Tests.Findings.Rules.Given;

namespace SystemUserManager.Tests.Findings.Rules;

public sealed class ExpiryAlarmTests
{
    /// <summary>Over 29 February and the change to summer time; and over the change back.</summary>
    [Theory]
    [InlineData("2028-02-10T00:30:00Z")]
    [InlineData("2027-09-15T23:59:30Z")]
    [Trait("Id", "D06")]
    public void Over_sixty_days_each_alarm_comes_once_and_none_comes_back(string issued)
    {
        var start = DateTimeOffset.Parse(issued, System.Globalization.CultureInfo.InvariantCulture);
        var token = Live with { IssuedAt = start, ExpiresAt = start.AddDays(60), SeenExpiresAt = start.AddDays(60) };
        var alarms = new List<(double DaysLeft, FindingSeverity? How)>();
        FindingSeverity? last = null;
        for (var at = start; at <= token.ExpiresAt; at += TimeSpan.FromMinutes(30))
        {
            var how = Look<ExpiringRule>(Picture(tokens: [token], at: at)).SingleOrDefault()?.Severity;
            if (how != last)
                alarms.Add(((token.ExpiresAt.Value - at).TotalDays, how));
            last = how;
        }

        Assert.Equal(
            [(20.0, FindingSeverity.Medium), (7.0, FindingSeverity.High), (1.0, FindingSeverity.Critical), (0.0, null)],
            alarms
        );
        Assert.Single(Look<TokenInvalidRule>(Picture(tokens: [token], at: token.ExpiresAt!.Value)));
    }
}
