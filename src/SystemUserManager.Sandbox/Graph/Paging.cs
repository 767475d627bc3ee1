using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>One page of a list: <c>data</c>, <c>paging</c> with opaque cursors, and <c>summary</c> when asked for.</summary>
internal static class Paging
{
    public const int DefaultLimit = 25;
    public const int MaximumLimit = 100;

    /// <param name="path">Of this edge, for <c>next</c>: <c>1200000000000001/owned_pages</c>.</param>
    public static void Write(
        GraphCall call,
        EdgeDefinition edge,
        IReadOnlyList<Row> rows,
        string path,
        Arguments arguments,
        IReadOnlyList<Field>? fields,
        string? fieldsText,
        Utf8JsonWriter json
    )
    {
        var target = edge.Target();
        var limit = Math.Clamp(arguments.Number("limit") ?? DefaultLimit, 1, MaximumLimit);
        var size = call.State.Switches.ShortPages ? Math.Max(1, limit / 2) : limit;
        var (start, end) = Window(call, target, rows, arguments, size);

        json.WriteStartObject();
        json.WriteStartArray("data");
        for (var index = start; index < end; index++)
            NodeWriter.Write(call, target, rows[index], fields, edge, json);
        json.WriteEndArray();

        if (rows.Count > 0)
        {
            string Cursor(int index) => Encode(index, index < 0 ? "" : target.IdOf(call, rows[index].Node));
            // An empty first page points before the first row.
            var before = Cursor(start < end ? start : start - 1);
            var after = Cursor(end - 1);
            json.WriteStartObject("paging");
            json.WriteStartObject("cursors");
            json.WriteString("before", before);
            json.WriteString("after", after);
            json.WriteEndObject();
            if (start > 0)
                json.WriteString("previous", Link(call, path, arguments, fieldsText, limit, "before", before));
            if (end < rows.Count)
                json.WriteString("next", Link(call, path, arguments, fieldsText, limit, "after", after));
            json.WriteEndObject();
        }

        if (arguments["summary"] is "true" or "1" or "total_count")
        {
            json.WriteStartObject("summary");
            json.WriteNumber("total_count", rows.Count);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static (int Start, int End) Window(
        GraphCall call,
        NodeType target,
        IReadOnlyList<Row> rows,
        Arguments arguments,
        int size
    )
    {
        if (arguments["after"] is { } after)
        {
            var start = Position(call, target, rows, after) + 1;
            return (start, Math.Min(start + size, rows.Count));
        }
        if (arguments["before"] is { } before)
        {
            var end = Math.Max(0, Position(call, target, rows, before));
            return (Math.Max(0, end - size), end);
        }
        return call.State.Switches.ShortPages && rows.Count > 0 ? (0, 0) : (0, Math.Min(size, rows.Count));
    }

    /// <summary>Where a cursor's row is now, though rows may have come or gone; -1 for before the first.</summary>
    private static int Position(GraphCall call, NodeType target, IReadOnlyList<Row> rows, string cursor)
    {
        var (index, id) = Decode(cursor);
        if (index < 0)
            return -1;
        if (index < rows.Count && target.IdOf(call, rows[index].Node) == id)
            return index;
        for (var at = 0; at < rows.Count; at++)
            if (target.IdOf(call, rows[at].Node) == id)
                return at;
        return Math.Min(index, rows.Count) - 1;
    }

    private static string Encode(int index, string id) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{index.ToString(CultureInfo.InvariantCulture)}:{id}"));

    private static (int Index, string Id) Decode(string cursor)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(cursor));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return (
                int.Parse(text[..colon], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                text[(colon + 1)..]
            );
        }
        catch (Exception problem) when (problem is FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            throw Errors.MustBe("after", "a valid cursor");
        }
    }

    /// <summary>As Meta does, the link carries the caller's token: nobody should follow it or write it down.</summary>
    private static string Link(
        GraphCall call,
        string path,
        Arguments arguments,
        string? fields,
        int limit,
        string direction,
        string cursor
    )
    {
        var query = arguments
            .With("access_token", call.TokenText)
            .With("fields", fields)
            .With("limit", limit.ToString(CultureInfo.InvariantCulture))
            .With("before", null)
            .With("after", null)
            .With(direction, cursor);
        return $"{call.BaseAddress}/{call.Version}/{path}?{query.ToQuery()}";
    }
}
