using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SystemUserManager.Sandbox.State;

/// <summary>
/// A grant as <c>"ANALYZE,ADVERTISE@1764000000000"</c>, the time in Unix milliseconds: a large world has a million of them.
/// </summary>
internal sealed class GrantConverter : JsonConverter<Grant>
{
    public override Grant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString()!;
        var at = text.LastIndexOf('@');
        var since = long.Parse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return new Grant(text[..at].Split(','), DateTimeOffset.FromUnixTimeMilliseconds(since));
    }

    public override void Write(Utf8JsonWriter writer, Grant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(',', value.Tasks)}@{value.Since.ToUnixTimeMilliseconds()}"
            )
        );
}
