using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetaGraph;

/// <summary>What the secret types share: what they print, and which text can be one.</summary>
internal static class SecretText
{
    public const string Mask = "***";

    /// <summary>
    /// Refuses what cannot go into an HTTP header: a line break pasted along with a secret would otherwise end in an
    /// exception that quotes it. The message here never quotes the value.
    /// </summary>
    public static void Demand(string value)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentException("The secret is empty.", nameof(value));
        if (value.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException(
                "The secret holds a space, a line break or another character that no secret of Meta has.",
                nameof(value)
            );
    }
}

/// <summary>Refuses both directions, so that no serialiser ever writes a secret or makes one out of stored text.</summary>
internal sealed class SecretJsonConverter : JsonConverter<object>
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(AccessToken) || typeToConvert == typeof(AppSecret);

    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is not read from JSON.");

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is not written to JSON.");
}
