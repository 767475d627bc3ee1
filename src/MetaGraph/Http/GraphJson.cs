using System.Globalization;
using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>
/// Reads single values out of Meta's answers. Meta writes ids as text or number, yes and no as boolean or text, and leaves
/// fields out: what is missing or of another shape is null, and only an id that must be there is demanded.
/// </summary>
internal static class GraphJson
{
    public static JsonElement? Child(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    public static string? Text(this JsonElement json, string name) => json.Child(name)?.AsText();

    public static GraphId? OptionalId(this JsonElement json, string name) =>
        GraphId.TryParse(json.Text(name), null, out var id) ? id : null;

    public static GraphId Id(this JsonElement json, string name) =>
        json.OptionalId(name) ?? throw new UnreadableAnswerException($"it has no {name}");

    public static bool? Flag(this JsonElement json, string name) => json.Child(name)?.AsFlag();

    public static long? Number(this JsonElement json, string name) =>
        json.Child(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : value.ValueKind == JsonValueKind.String
        && long.TryParse(value.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
        : null;

    public static int? Int(this JsonElement json, string name) =>
        json.Number(name) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null;

    /// <summary>A time as text (<c>2026-07-28T00:41:54+0100</c>, no colon in the offset) or in unix seconds; as UTC.</summary>
    public static DateTimeOffset? Time(this JsonElement json, string name) =>
        json.Child(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? json.UnixSeconds(name)
        : DateTimeOffset.TryParse(
            value.AsText(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
        : null;

    /// <summary>Seconds since 1970; 0 and what lies outside the calendar are null.</summary>
    public static DateTimeOffset? UnixSeconds(this JsonElement json, string name)
    {
        var seconds = json.Number(name) ?? 0;
        return seconds > 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    public static GraphReference? Reference(this JsonElement json, string name) =>
        json.Child(name) is not { } value ? null
        : value.OptionalId("id") is { } id ? new GraphReference(id, value.Text("name"))
        : value.ValueKind is not JsonValueKind.Object && json.OptionalId(name) is { } bare
            ? new GraphReference(bare, null)
        : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>A list of words; empty when missing, without what is no word.</summary>
    public static IReadOnlyList<TWord> Words<TWord>(this JsonElement json, string name)
        where TWord : struct, IGraphWord<TWord> =>
        [
            .. json.Items(name)
                .Select(AsText)
                .Where(text => !string.IsNullOrEmpty(text))
                .Select(text => TWord.From(text!)),
        ];

    /// <summary>Null when the list is missing: elsewhere than an empty one, that means "all".</summary>
    public static IReadOnlyList<GraphId>? OptionalIds(this JsonElement json, string name) =>
        json.Child(name) is { ValueKind: JsonValueKind.Array } array
            ?
            [
                .. array
                    .EnumerateArray()
                    .Select(item => GraphId.TryParse(item.AsText(), null, out var id) ? id : (GraphId?)null)
                    .OfType<GraphId>(),
            ]
            : null;

    public static string? AsText(this JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetRawText();
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in an escape: valid JSON by its grammar, but not text.
            return null;
        }
    }

    public static bool? AsFlag(this JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => value.AsText()?.ToUpperInvariant() switch
            {
                "TRUE" or "1" => true,
                "FALSE" or "0" => false,
                _ => null,
            },
            JsonValueKind.Number when value.TryGetInt64(out var number) => number != 0,
            _ => null,
        };
}

/// <summary>An answer that is not what Meta documents; the message ends the sentence "The answer cannot be read: …".</summary>
internal sealed class UnreadableAnswerException(string message) : Exception(message);
