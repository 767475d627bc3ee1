using System.Globalization;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// Times as people say them. Always rounded towards now, so that a token never seems to live longer than it does: with
/// 59 days and 23 hours left it says "in 59 days".
/// </summary>
public static class TimeWords
{
    // Days are told up to here: expiry dates are counted in days, and "in 2 months" would hide a month.
    private const int LastDay = 99;
    private const double DaysPerMonth = 365.25 / 12;
    private const int LastMonth = 23;

    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var ahead = at > now;
        var distance = ahead ? at - now : now - at;
        if (distance < TimeSpan.FromMinutes(1))
            return ahead ? "in less than a minute" : "just now";
        var words = Count(distance);
        return ahead ? $"in {words}" : $"{words} ago";
    }

    /// <summary>To the second and in UTC: "2026-11-24 14:03:05 UTC".</summary>
    public static string Exact(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>To the minute and in UTC: "2026-11-24 14:03 UTC".</summary>
    public static string Minute(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the datetime attribute, which machines read.</summary>
    public static string Machine(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time of day in UTC where it is today, otherwise with its date: "14:05 UTC".</summary>
    public static string Clock(DateTimeOffset at, DateTimeOffset now) =>
        at.ToUniversalTime()
            .ToString(
                at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm 'UTC'" : "yyyy-MM-dd HH:mm 'UTC'",
                CultureInfo.InvariantCulture
            );

    /// <summary>How long something took: "3 s", "2 min 5 s", "1 h 10 min".</summary>
    public static string Length(TimeSpan length) =>
        length.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalSeconds} s")
        : length.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{length.Minutes} min {length.Seconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalHours} h {length.Minutes} min");

    /// <summary>"2nd", "11th".</summary>
    public static string Ordinal(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{number}{(number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })}"
        );

    private static string Count(TimeSpan distance)
    {
        if (distance < TimeSpan.FromHours(1))
            return Of((int)distance.TotalMinutes, "minute");
        if (distance < TimeSpan.FromDays(1))
            return Of((int)distance.TotalHours, "hour");
        if (distance.Days <= LastDay)
            return Of(distance.Days, "day");
        var months = (int)(distance.TotalDays / DaysPerMonth);
        return months <= LastMonth ? Of(months, "month") : Of(months / 12, "year");
    }

    private static string Of(int count, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
}
