namespace SystemUserManager.Audit;

/// <summary>One thing that a row says was changed.</summary>
/// <param name="Field">null: the text isn't made of fields, and is shown as a whole.</param>
/// <param name="Before">null: there was nothing.</param>
/// <param name="After">null: there is nothing any more.</param>
public sealed record AuditChange(string? Field, string? Before, string? After);

/// <summary>Before and after of a row, reduced to what differs.</summary>
public static class AuditDifference
{
    /// <summary>In the order of the fields; empty: nothing differs, or nothing was said.</summary>
    public static IReadOnlyList<AuditChange> Of(string? before, string? after)
    {
        if (before == after)
            return [];
        if (FieldsOf(before, after) is not { } sides)
            return [new AuditChange(null, before, after)];
        var names = sides.Before.Concat(sides.After).Select(f => f.Field).Distinct(StringComparer.Ordinal);
        return
        [
            .. names
                .Select(name => new AuditChange(name, In(sides.Before, name), In(sides.After, name)))
                .Where(c => c.Before != c.After),
        ];
    }

    /// <summary>
    /// null: at least one side is free text. A single line that stands alone isn't taken for a field: what a step said
    /// may have a colon in it.
    /// </summary>
    private static (
        IReadOnlyList<(string Field, string Value)> Before,
        IReadOnlyList<(string Field, string Value)> After
    )? FieldsOf(string? before, string? after)
    {
        var (old, now) = (Fields(before), Fields(after));
        if (old is null || now is null)
            return null;
        return (before is null || after is null) && old.Count + now.Count < 2 ? null : (old, now);
    }

    private static IReadOnlyList<(string Field, string Value)>? Fields(string? text) =>
        text is null ? [] : AuditFields.Parse(text);

    private static string? In(IReadOnlyList<(string Field, string Value)> fields, string name)
    {
        var values = fields.Where(f => f.Field == name).Select(f => f.Value).ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }
}
