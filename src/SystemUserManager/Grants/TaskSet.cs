namespace SystemUserManager.Grants;

/// <summary>
/// The tasks of a grant as text: sorted, without doubles, comma-separated ("ADVERTISE,ANALYZE"), empty for none; the
/// same text for the same set, so that a change is a difference of two texts.
/// </summary>
public static class TaskSet
{
    public static string Format(IEnumerable<string> tasks) =>
        string.Join(',', tasks.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    public static IReadOnlyList<string> Parse(string? tasks) =>
        string.IsNullOrEmpty(tasks) ? [] : tasks.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True if everything asked for is there; more may be, because Meta adds implied tasks by itself.</summary>
    public static bool Covers(IEnumerable<string> seen, IEnumerable<string> asked) => !asked.Except(seen).Any();
}
