using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Tests.TagHelpers;

public sealed class TimeWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 14, 3, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("00:00:00", "just now")]
    [InlineData("-00:00:59.999", "just now")]
    [InlineData("-00:01:00", "1 minute ago")]
    [InlineData("-00:59:59", "59 minutes ago")]
    [InlineData("-01:00:00", "1 hour ago")]
    [InlineData("-23:59:59", "23 hours ago")]
    [InlineData("-1.00:00:00", "1 day ago")]
    [InlineData("-99.23:59:59", "99 days ago")]
    [InlineData("-100.00:00:00", "3 months ago")]
    [InlineData("-730.00:00:00", "23 months ago")]
    [InlineData("-731.00:00:00", "2 years ago")]
    [InlineData("-4000.00:00:00", "10 years ago")]
    [InlineData("00:00:00.001", "in less than a minute")]
    [InlineData("00:00:59.999", "in less than a minute")]
    [InlineData("00:01:00", "in 1 minute")]
    [InlineData("23:59:59", "in 23 hours")]
    [InlineData("1.00:00:00", "in 1 day")]
    [InlineData("60.00:00:00", "in 60 days")]
    [InlineData("400.00:00:00", "in 13 months")]
    public void A_time_is_said_in_the_largest_unit_that_is_full(string distance, string words) =>
        Assert.Equal(
            words,
            TimeWords.Relative(Now + TimeSpan.Parse(distance, System.Globalization.CultureInfo.InvariantCulture), Now)
        );

    [Fact]
    public void A_token_never_seems_to_live_longer_than_it_does() =>
        Assert.Equal("in 59 days", TimeWords.Relative(Now.AddDays(60).AddTicks(-1), Now));

    [Fact]
    public void The_exact_time_is_in_UTC_whatever_offset_it_came_with() =>
        Assert.Equal(
            "2026-11-24 14:03:05 UTC",
            TimeWords.Exact(new DateTimeOffset(2026, 11, 25, 1, 3, 5, TimeSpan.FromHours(11)))
        );

    [Fact]
    public void Machines_read_the_same_instant() => Assert.Equal("2026-11-24T14:03:05Z", TimeWords.Machine(Now));
}
