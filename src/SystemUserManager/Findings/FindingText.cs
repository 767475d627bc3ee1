using System.Globalization;
using SystemUserManager.Grants;

namespace SystemUserManager.Findings;

/// <summary>Small pieces of sentences about findings. They say dates, not "in 3 days": a sentence stays as it is while nothing changes.</summary>
internal static class FindingText
{
    private const int NamesShown = 3;

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset? at, string otherwise) => at is { } day ? Day(day) : otherwise;

    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>"A, B, C and 4 more".</summary>
    public static string Names(IReadOnlyCollection<string> names)
    {
        var shown = string.Join(", ", names.Take(NamesShown));
        return names.Count <= NamesShown
            ? shown
            : string.Create(CultureInfo.InvariantCulture, $"{shown} and {names.Count - NamesShown} more");
    }

    public static string Tasks(string? tasks) =>
        string.IsNullOrEmpty(tasks) ? "nothing" : string.Join(", ", TaskSet.Parse(tasks));

    /// <summary>Meta's side of an access.</summary>
    /// <param name="tasks">null: it isn't there.</param>
    public static string Seen(string? tasks, DateTimeOffset? since) =>
        tasks is null ? "No grant." : $"{Tasks(tasks)}, seen since {Day(since, "an unknown day")}";

    public static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>"Last seen without it on 2026-11-24." or, where it was there at the first read, nothing.</summary>
    public static string NotBefore(DateTimeOffset? notBefore) =>
        notBefore is { } last
            ? $" A read of {last.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC didn't show it."
            : "";
}
