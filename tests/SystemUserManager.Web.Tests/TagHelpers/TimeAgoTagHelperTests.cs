using Microsoft.Extensions.Time.Testing;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Tests.TagHelpers;

public sealed class TimeAgoTagHelperTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 14, 3, 5, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public async Task It_shows_the_distance_and_keeps_the_exact_time_for_hover_and_print() =>
        Assert.Equal(
            """<time datetime="2027-01-22T14:03:05Z" title="2027-01-22 14:03:05 UTC">in 59 days</time>""",
            await Rendering.RenderAsync(new TimeAgoTagHelper(_time) { At = Now.AddDays(59) }, "time-ago")
        );

    [Fact]
    public async Task With_exact_the_time_itself_stands_first() =>
        Assert.Equal(
            """<time datetime="2026-11-24T14:00:05Z">2026-11-24 14:00:05 UTC (3 minutes ago)</time>""",
            await Rendering.RenderAsync(
                new TimeAgoTagHelper(_time) { At = Now.AddMinutes(-3), Exact = true },
                "time-ago"
            )
        );

    [Fact]
    public async Task No_time_is_never_or_what_the_page_calls_it()
    {
        Assert.Contains(">never</span>", await Rendering.RenderAsync(new TimeAgoTagHelper(_time), "time-ago"));
        Assert.Contains(
            ">not read yet</span>",
            await Rendering.RenderAsync(new TimeAgoTagHelper(_time) { Never = "not read yet" }, "time-ago")
        );
    }

    [Fact]
    public async Task The_clock_that_counts_is_the_given_one()
    {
        var helper = new TimeAgoTagHelper(_time) { At = Now };
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Contains(">2 hours ago<", await Rendering.RenderAsync(helper, "time-ago"));
    }
}
