using System.Globalization;
using SystemUserManager.Grants;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>What a page says of a past day's gaps, in sentences; of many only the first, and how many more.</summary>
public sealed record KnownThenNote(IReadOnlyList<string> Missing, IReadOnlyList<string> Older)
{
    private const int Shown = 6;

    public static KnownThenNote Of(KnownThen known, DateOnly day, DateTimeOffset now) =>
        new(
            First([.. known.Missing.Select(m => Sentence(m, day, now))]),
            First([.. known.Unread.Select(u => Sentence(u, now)), .. known.Older.Select(o => Sentence(o, now))])
        );

    private static string Sentence(NoRecord missing, DateOnly day, DateTimeOffset now)
    {
        var what = missing.Part is null ? missing.PortfolioName : $"{missing.PortfolioName}: {missing.Part}";
        var why = missing.FirstReadAt is { } first
            ? $"first read to the end {SeenSinceWords.Moment(first, now)} UTC"
            : "never read to the end";
        return $"No record of {what} on {SeenSinceWords.Day(day)}: {why}.";
    }

    private static string Sentence(UnreadStretch unread, DateTimeOffset now)
    {
        var what = unread.Part is null ? unread.PortfolioName : $"{unread.PortfolioName}, {unread.Part}";
        var from = SeenSinceWords.Moment(unread.From, now);
        return $"{what}: not read between {from} and {SeenSinceWords.Moment(unread.To, now)} UTC. What is shown is of {from}.";
    }

    private static string Sentence(OlderRecord older, DateTimeOffset now)
    {
        var what = older.Part is null ? older.PortfolioName : $"{older.PortfolioName}, {older.Part}";
        return $"As of the last read of {what}, {SeenSinceWords.Moment(older.LastReadAt, now)} UTC.";
    }

    private static List<string> First(List<string> sentences) =>
        sentences.Count <= Shown
            ? sentences
            :
            [
                .. sentences.Take(Shown),
                string.Create(CultureInfo.InvariantCulture, $"The same of {sentences.Count - Shown} more."),
            ];
}
