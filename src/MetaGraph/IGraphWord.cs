using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetaGraph;

/// <summary>One of Meta's open enumerations: a word that may be one nobody has heard of yet, and is kept as it came.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IGraphWord<TSelf>
    where TSelf : struct, IGraphWord<TSelf>
{
    string Value { get; }

    internal static abstract TSelf From(string value);
}

internal sealed class GraphWordJsonConverter<TWord> : JsonConverter<TWord>
    where TWord : struct, IGraphWord<TWord>
{
    public override TWord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TWord.From(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, TWord value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
