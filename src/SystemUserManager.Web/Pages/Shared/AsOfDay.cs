using System.Globalization;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>The past day of which a page shows the record, as it stands in the address.</summary>
/// <param name="Day">null: now.</param>
/// <param name="Problem">Why it is no day that can be shown; null: it is one.</param>
public sealed record AsOfDay(DateOnly? Day, string? Problem)
{
    private const string Format = "yyyy-MM-dd";

    /// <param name="text">"2026-11-23". Empty and today mean now.</param>
    public static AsOfDay Of(string? text, DateTimeOffset now)
    {
        var typed = text?.Trim() ?? "";
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (typed.Length == 0)
            return new AsOfDay(null, null);
        if (!DateOnly.TryParseExact(typed, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new AsOfDay(
                null,
                $"“{typed}” is no day. Nothing is shown. Write it like {Text(today.AddDays(-1))}, or leave it empty for now."
            );
        if (day > today)
            return new AsOfDay(
                null,
                $"{Text(day)} hasn't come yet (today is {Text(today)}, UTC). Nothing is shown. Choose a past day, or leave it empty for now."
            );
        return new AsOfDay(day == today ? null : day, null);
    }

    /// <summary>As it stands in addresses and file names.</summary>
    public static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The latest day that can be shown.</summary>
    public static string Today(TimeProvider time) => Text(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
}
