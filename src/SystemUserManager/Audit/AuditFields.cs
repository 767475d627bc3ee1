namespace SystemUserManager.Audit;

/// <summary>The text of Before and After where a record speaks of fields: <c>Field: value</c>, a line each.</summary>
public static class AuditFields
{
    private const string Between = ": ";
    private const int LongestField = 40;

    /// <summary>A field without a value reads "none".</summary>
    public static string Of(params IEnumerable<(string Field, string? Value)> fields) =>
        string.Join('\n', fields.Select(f => $"{f.Field}{Between}{OnOneLine(f.Value)}"));

    /// <summary>In their order; null: the text isn't made of fields.</summary>
    public static IReadOnlyList<(string Field, string Value)>? Parse(string text)
    {
        var fields = new List<(string, string)>();
        foreach (var line in text.Split('\n'))
        {
            var end = line.IndexOf(Between, StringComparison.Ordinal);
            if (end is < 1 or > LongestField || !char.IsUpper(line[0]))
                return null;
            fields.Add((line[..end], line[(end + Between.Length)..]));
        }

        return fields;
    }

    private static string OnOneLine(string? value) =>
        string.IsNullOrWhiteSpace(value) ? "none" : value.ReplaceLineEndings(" ").Trim();
}
