using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetaGraph;

/// <summary>
/// An id as Graph writes it: non-empty text, most often digits, <c>act_</c> and digits for an ad account; never "." or
/// "..", which would name another place in the path of a request. Kept as text because ids can exceed 2^53. Ids of
/// system users are scoped to the app whose token read them. In JSON both a string and a number are read; a string is written.
/// </summary>
[JsonConverter(typeof(GraphIdJsonConverter))]
public readonly record struct GraphId : IParsable<GraphId>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">The text is empty, only spaces, or names a folder of a path.</exception>
    public GraphId(string value)
    {
        if (!Names(value))
            throw new ArgumentException("An id of Graph is neither empty nor made of dots only.", nameof(value));
        _value = value;
    }

    /// <exception cref="InvalidOperationException">This is <c>default(GraphId)</c>, which names nothing.</exception>
    public string Value =>
        _value ?? throw new InvalidOperationException("This GraphId was never given a value, so it names nothing.");

    public static GraphId Parse(string s, IFormatProvider? provider) => new(s);

    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out GraphId result
    )
    {
        var readable = Names(s);
        result = readable ? new GraphId(s!) : default;
        return readable;
    }

    // Percent-escaping leaves dots alone, and a URI resolves these two: "../" would leave the API version.
    private static bool Names([NotNullWhen(true)] string? text) =>
        !string.IsNullOrWhiteSpace(text) && text is not ("." or "..");

    /// <summary>The id itself; empty for <c>default(GraphId)</c>, so that printing never throws.</summary>
    public override string ToString() => _value ?? "";
}

internal sealed class GraphIdJsonConverter : JsonConverter<GraphId>
{
    public override GraphId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when reader.TryGetUInt64(out var number) => number.ToString(
                CultureInfo.InvariantCulture
            ),
            _ => null,
        };
        return GraphId.TryParse(text, null, out var id)
            ? id
            : throw new JsonException("A Graph id is text or a whole number.");
    }

    public override void Write(Utf8JsonWriter writer, GraphId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
