using System.Globalization;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Tests.TagHelpers;

public sealed class SeenSinceWordsTests
{
    private static readonly DateTimeOffset Now = At("2026-11-25T08:00");

    [Theory]
    [InlineData("2026-11-24T09:00", "2026-11-24T03:00", "24 Nov 09:00 (not there at 03:00)")]
    [InlineData("2026-11-24T01:30", "2026-11-23T19:30", "24 Nov 01:30 (not there at 23 Nov 19:30)")]
    [InlineData("2026-01-01T02:00", "2025-12-31T20:00", "1 Jan 02:00 (not there at 31 Dec 2025 20:00)")]
    [InlineData("2026-11-24T09:00", null, "before 24 Nov 2026")]
    [InlineData("2026-11-24T09:00", "2026-11-24T09:00", "24 Nov 09:00")]
    public void Since_when_is_said_as_far_as_it_is_known(string since, string? before, string words) =>
        Assert.Equal(words, SeenSinceWords.Of(At(since), before is null ? null : At(before), Now));

    [Fact]
    public void What_only_changed_was_not_missing_before() =>
        Assert.Equal(
            "24 Nov 09:00 (other tasks at 03:00)",
            SeenSinceWords.Of(At("2026-11-24T09:00"), At("2026-11-24T03:00"), Now, otherwise: true)
        );

    [Fact]
    public void Who_did_it_is_said_with_the_source() =>
        Assert.Equal(
            (
                null,
                "by Jane Doe, according to Meta's activity log",
                "by Jane Doe, 24 Nov 08:41, according to Meta's activity log"
            ),
            (
                SeenSinceWords.By(null, Now, Now),
                SeenSinceWords.By("Jane Doe", null, Now),
                SeenSinceWords.By("Jane Doe", At("2026-11-24T08:41"), Now)
            )
        );

    private static DateTimeOffset At(string utc) =>
        DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
