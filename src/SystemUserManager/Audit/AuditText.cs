using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SystemUserManager.Audit;

/// <summary>The canonical text of a row: what its hash is made of, and what its columns have to repeat.</summary>
internal static class AuditText
{
    private static readonly JsonSerializerOptions Canonical = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Each part of the text and the column that repeats it. A part that a row's text doesn't have (it was added later)
    /// says that the column is empty.
    /// </summary>
    private static readonly (string Part, Func<ChainRow, object?> Column)[] Parts =
    [
        ("sequence", e => e.Sequence),
        ("at", e => Time(e.At)),
        ("actorId", e => e.ActorId),
        ("actorName", e => e.ActorName),
        ("action", e => e.Action),
        ("outcome", e => e.Outcome),
        ("objectType", e => e.ObjectType),
        ("objectId", e => e.ObjectId),
        ("objectLabel", e => e.ObjectLabel),
        ("before", e => e.Before),
        ("after", e => e.After),
        ("reason", e => e.Reason),
        ("ticket", e => e.Ticket),
        ("requestId", e => e.RequestId),
        ("portfolioId", e => e.PortfolioId),
        ("operationId", e => e.OperationId),
    ];

    private static readonly object NoText = new();

    public static string Write(object parts) => JsonSerializer.Serialize(parts, Canonical);

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The sequence that the text itself names; null: it names none.</summary>
    public static long? SequenceIn(string text)
    {
        using var json = Parse(text);
        return json is not null && Said(json.RootElement, "sequence") is long sequence ? sequence : null;
    }

    /// <summary>The first part that a column says otherwise; "text" where it can't be read at all; null: all agree.</summary>
    public static string? Difference(ChainRow row)
    {
        using var json = Parse(row.Text);
        if (json is null)
            return "text";
        foreach (var (part, column) in Parts)
        {
            if (!Equals(Said(json.RootElement, part), column(row)))
                return part;
        }

        return null;
    }

    /// <summary>Where it is said in what is no text (half of a surrogate pair), no column can repeat it.</summary>
    private static object? Said(JsonElement text, string part)
    {
        try
        {
            return text.TryGetProperty(part, out var value) ? Plain(value) : null;
        }
        catch (InvalidOperationException)
        {
            return NoText;
        }
    }

    private static object? Plain(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            _ => value.GetRawText(),
        };

    private static JsonDocument? Parse(string text)
    {
        try
        {
            var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return json;
            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
