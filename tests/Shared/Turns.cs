namespace SystemUserManager.Tests.Shared;

/// <summary>Which of the two databases a test runs on that takes turns: its class is the one of a database.</summary>
internal static class Turns
{
    /// <summary>0 1 1 0: before and after a step, and the same side of two steps, are on different ones.</summary>
    /// <param name="tests">The class that runs.</param>
    /// <param name="place">Among those that take turns with it.</param>
    public static bool IsDueOn(Type tests, int place)
    {
        var onSqlite = tests.Name.Contains("OnSqlite", StringComparison.Ordinal);
        if (!onSqlite && !tests.Name.Contains("OnPostgres", StringComparison.Ordinal))
            throw new InvalidOperationException($"{tests.Name} says no database.");
        return Soak.Matrix || (place + (place / 2)) % 2 == (onSqlite ? 0 : 1);
    }
}
