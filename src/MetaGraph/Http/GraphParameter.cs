using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace MetaGraph.Http;

internal sealed record GraphParameter(string Name, GraphValue Value);

/// <summary>A parameter's value, which is written differently in a query, in a JSON body and in a batch's form body.</summary>
internal abstract record GraphValue
{
    private GraphValue() { }

    public sealed record Text(string Value) : GraphValue;

    public sealed record Flag(bool Value) : GraphValue;

    public sealed record List(ImmutableArray<string> Values) : GraphValue;

    /// <summary>Only for a JSON body.</summary>
    public sealed record Json(Action<Utf8JsonWriter> Write) : GraphValue;
}

internal static class GraphParameters
{
    /// <summary>
    /// As a form: <c>a=1&amp;tasks[0]=X</c>, names and values escaped. The indexed form of a list is the one that Meta
    /// accepts for every kind of asset.
    /// </summary>
    public static string ToForm(IEnumerable<GraphParameter> parameters)
    {
        var form = new StringBuilder();
        foreach (var (name, value) in parameters)
            switch (value)
            {
                case GraphValue.Text text:
                    Add(name, text.Value);
                    break;
                case GraphValue.Flag flag:
                    Add(name, flag.Value ? "true" : "false");
                    break;
                case GraphValue.List list:
                    for (var i = 0; i < list.Values.Length; i++)
                        Add($"{name}[{i}]", list.Values[i]);
                    break;
                default:
                    throw new InvalidOperationException($"The parameter {name} has no form.");
            }
        return form.ToString();

        void Add(string name, string value)
        {
            if (form.Length > 0)
                form.Append('&');
            form.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    public static void WriteJson(Utf8JsonWriter writer, IEnumerable<GraphParameter> parameters)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in parameters)
        {
            writer.WritePropertyName(name);
            switch (value)
            {
                case GraphValue.Text text:
                    writer.WriteStringValue(text.Value);
                    break;
                case GraphValue.Flag flag:
                    writer.WriteBooleanValue(flag.Value);
                    break;
                case GraphValue.List list:
                    writer.WriteStartArray();
                    foreach (var item in list.Values)
                        writer.WriteStringValue(item);
                    writer.WriteEndArray();
                    break;
                case GraphValue.Json json:
                    json.Write(writer);
                    break;
            }
        }
        writer.WriteEndObject();
    }
}
