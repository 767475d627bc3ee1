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

    /// <summary>For the datetime attribute, which machines read.</summary>
    public static string Machine(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

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
