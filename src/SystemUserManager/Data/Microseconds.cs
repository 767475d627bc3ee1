namespace SystemUserManager.Data;

/// <summary>Times are kept to the microsecond: what PostgreSQL keeps, so that both databases give back the same.</summary>
public static class Microseconds
{
    public static DateTimeOffset Cut(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
