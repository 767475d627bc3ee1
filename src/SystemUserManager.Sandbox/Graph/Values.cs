using System.Globalization;
using System.Text.Json;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>How Meta writes values.</summary>
internal static class Values
{
    /// <summary><c>2026-07-28T00:41:54+0000</c>: the offset has no colon.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    public static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
