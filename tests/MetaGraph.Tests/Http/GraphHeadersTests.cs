using CsCheck;
using MetaGraph.Http;
using Microsoft.Extensions.Time.Testing;

namespace MetaGraph.Tests.Http;

public sealed class GraphHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly GraphHeaders _headers = new(new FakeTimeProvider(Now));

    [Fact]
    public void The_highest_value_of_each_header_counts()
    {
        Read(
            ("X-App-Usage", """{"call_count":28,"total_time":25,"total_cputime":31}"""),
            (
                "X-Ad-Account-Usage",
                """{"acc_id_util_pct":9.67,"reset_time_duration":100,"ads_api_access_tier":"standard_access"}"""
            ),
            (
                "X-Business-Use-Case-Usage",
                """{"66782684":[{"type":"ads_management","call_count":95,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":0}],"2":[{"type":"pages","call_count":1}]}"""
            )
        );
        Assert.Equal(31, _headers.Usage.AppPercent);
        Assert.Equal(9.67, _headers.Usage.AdAccountPercent);
        Assert.Equal(95, _headers.Usage.BusinessPercent);
        Assert.Equal(95, _headers.Usage.Percent);
        Assert.Equal("standard_access", _headers.Usage.AccessTier);
        Assert.Equal(Now, _headers.Usage.SeenAt);
        Assert.Equal(TimeSpan.Zero, _headers.Usage.RegainAccess);
    }

    [Fact]
    public void The_time_to_regain_access_is_in_minutes_and_the_longest_counts()
    {
        var wait = Read(
            (
                "X-Business-Use-Case-Usage",
                """{"1":[{"call_count":100,"estimated_time_to_regain_access":3}],"2":[{"call_count":100,"estimated_time_to_regain_access":7}]}"""
            ),
            ("Retry-After", "60")
        );
        Assert.Equal(TimeSpan.FromMinutes(7), wait);
        Assert.Equal(TimeSpan.FromMinutes(7), _headers.Usage.RegainAccess);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Tue, 24 Nov 2026 12:05:00 GMT", 300)]
    public void Retry_After_is_read_as_seconds_or_as_a_date(string value, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(("Retry-After", value)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Tue, 24 Nov 2026 11:00:00 GMT")]
    public void A_wait_that_is_over_is_none(string value)
    {
        Assert.Null(Read(("Retry-After", value)));
    }

    [Fact]
    public void An_ad_account_names_a_wait_only_once_it_is_used_up()
    {
        Assert.Null(Read(("X-Ad-Account-Usage", """{"acc_id_util_pct":99,"reset_time_duration":100}""")));
        Assert.Equal(
            TimeSpan.FromSeconds(100),
            Read(("X-Ad-Account-Usage", """{"acc_id_util_pct":100,"reset_time_duration":100}"""))
        );
    }

    [Fact]
    public void The_peak_stays_when_the_usage_falls()
    {
        Read(("X-App-Usage", """{"call_count":90}"""));
        Read(("X-App-Usage", """{"call_count":10}"""));
        Read();
        Assert.Equal(10, _headers.Usage.Percent);
        Assert.Equal(90, _headers.Usage.PeakPercent);
    }

    [Fact]
    public void The_servers_time_is_that_of_its_last_Date_header()
    {
        Assert.Null(_headers.ServerTime);
        Read(("Date", "Tue, 24 Nov 2026 12:00:05 GMT"));
        Read();
        Assert.Equal(Now.AddSeconds(5), _headers.ServerTime);
    }

    [Fact]
    public void Any_header_is_read_without_an_exception_and_asks_for_no_endless_wait()
    {
        var number = Gen.OneOf(
            "0",
            "-5",
            "1e308",
            "1e999",
            "99999999999999999999",
            "\"7\"",
            "null",
            "{}",
            "[]",
            "true"
        );
        Gen.Select(number, number, Gen.String[0, 30])
            .Sample(
                (one, other, noise) =>
                {
                    string[] values =
                    [
                        $$"""{"call_count":{{one}},"acc_id_util_pct":{{one}},"reset_time_duration":{{other}}}""",
                        $$"""{"1":[{"call_count":{{one}},"estimated_time_to_regain_access":{{other}}}],"2":{{one}},"3":[{{other}}]}""",
                        noise,
                    ];
                    foreach (var value in values)
                    foreach (
                        var name in new[]
                        {
                            "X-App-Usage",
                            "X-Ad-Account-Usage",
                            "X-Business-Use-Case-Usage",
                            "Retry-After",
                        }
                    )
                        Assert.True((Read((name, value)) ?? TimeSpan.Zero) <= TimeSpan.FromDays(7));
                }
            );
    }

    private TimeSpan? Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return _headers.Read(response);
    }
}
