using System.Globalization;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>Since when something that reads saw is so, as far as it can be known. All times are UTC.</summary>
public static class SeenSinceWords
{
    /// <summary>
    /// "24 Nov 09:00 (not there at 03:00)"; of what the first read saw already "before 24 Nov 2026": of what came earlier
    /// there is no record.
    /// </summary>
    /// <param name="since">The read that first saw it.</param>
    /// <param name="notBefore">The last read without it; null: it was there at the first.</param>
    /// <param name="otherwise">It was there before, and not the same.</param>
    public static string Of(DateTimeOffset since, DateTimeOffset? notBefore, DateTimeOffset now, bool otherwise = false)
    {
        if (notBefore is not { } before)
            return $"before {Day(DateOnly.FromDateTime(since.UtcDateTime))}";
        var sameDay = since.UtcDateTime.Date == before.UtcDateTime.Date;
        var until = sameDay ? Clock(before) : Moment(before, now);
        // Our own act saw both in one moment.
        if (Moment(since, now) == Moment(before, now))
            return Moment(since, now);
        return $"{Moment(since, now)} ({(otherwise ? "other tasks" : "not there")} at {until})";
    }

    /// <summary>"by Jane Doe, 24 Nov 08:41, according to Meta's activity log"; null: it doesn't tell.</summary>
    /// <param name="name">Razor makes an empty text of a null in an attribute.</param>
    public static string? By(string? name, DateTimeOffset? at, DateTimeOffset now) =>
        string.IsNullOrEmpty(name) ? null
        : at is { } time ? $"by {name}, {Moment(time, now)}, according to Meta's activity log"
        : $"by {name}, according to Meta's activity log";

    /// <summary>"23 Nov 2026".</summary>
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>To the minute, with the year where it isn't this one: "24 Nov 09:00".</summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.ToString(
            at.UtcDateTime.Year == now.UtcDateTime.Year ? "d MMM HH:mm" : "d MMM yyyy HH:mm",
            CultureInfo.InvariantCulture
        );

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);
}
