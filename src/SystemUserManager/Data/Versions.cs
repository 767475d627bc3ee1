namespace SystemUserManager.Data;

/// <summary>History at one moment.</summary>
public static class Versions
{
    /// <summary>Day D means D 24:00 UTC: what held when it ended.</summary>
    public static DateTimeOffset EndOf(DateOnly day) =>
        new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <param name="at">null: now.</param>
    public static IQueryable<T> At<T>(this IQueryable<T> versions, DateTimeOffset? at)
        where T : class, IVersion =>
        at is { } moment
            ? versions.Where(v => v.ValidFrom <= moment && (v.ValidTo == null || v.ValidTo > moment))
            : versions.Where(v => v.ValidTo == null);
}
