using System.Globalization;
using System.Text.Json;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>How a list parameter came: kinds of assets differ in what they can read.</summary>
internal enum ListForm
{
    Missing,

    /// <summary><c>{"tasks":["A"]}</c> in a JSON body.</summary>
    JsonBody,

    /// <summary><c>tasks=["A"]</c>: JSON text inside a form or a query.</summary>
    JsonText,

    /// <summary><c>tasks[0]=A</c>.</summary>
    Indexed,

    /// <summary><c>tasks=A,B</c>.</summary>
    Commas,
}

/// <summary>Parameters of a call, or arguments of a nested edge: name → text.</summary>
internal sealed class Arguments(IReadOnlyDictionary<string, string> values, bool isJsonBody = false)
{
    public static Arguments None { get; } = new(new Dictionary<string, string>());

    public IEnumerable<string> Names => values.Keys;

    /// <summary>Null when it is missing or empty.</summary>
    public string? this[string name] => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public string Need(string name) => this[name] ?? throw Errors.Required(name);

    public bool Flag(string name) => this[name] is "true" or "True" or "1";

    /// <exception cref="GraphError">100, when it is there and isn't a whole number.</exception>
    public int? Number(string name) =>
        this[name] is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw Errors.MustBe(name, "an integer");

    /// <exception cref="GraphError">100, when it can't be read as a list of texts.</exception>
    public List<string> List(string name, out ListForm form)
    {
        if (this[name] is { } text)
        {
            if (!text.TrimStart().StartsWith('['))
            {
                form = ListForm.Commas;
                return [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
            }
            form = isJsonBody ? ListForm.JsonBody : ListForm.JsonText;
            return FromJson(text);
        }
        var indexed = values
            .Where(pair => pair.Key.StartsWith(name + "[", StringComparison.Ordinal) && pair.Key.EndsWith(']'))
            .Select(pair => pair.Value)
            .ToList();
        form = indexed.Count > 0 ? ListForm.Indexed : ListForm.Missing;
        return indexed;
    }

    public List<string> List(string name) => List(name, out _);

    /// <summary>The same with another value; null takes it out.</summary>
    public Arguments With(string name, string? value)
    {
        var changed = new Dictionary<string, string>(values, StringComparer.Ordinal);
        changed.Remove(name);
        if (value is not null)
            changed[name] = value;
        return new Arguments(changed, isJsonBody);
    }

    public string ToQuery() =>
        string.Join('&', values.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static List<string> FromJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(item => item.ToString())];
        }
        catch (JsonException)
        {
            throw Errors.UnparsableBody();
        }
    }
}
