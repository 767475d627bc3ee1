using System.Text.Json;
using System.Text.RegularExpressions;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Answers of the named operations so far: <c>{result=name:$.data.*.id}</c> takes values out of them.</summary>
internal sealed partial class BatchResults
{
    private readonly Dictionary<string, GraphAnswer?> _byName = new(StringComparer.Ordinal);

    public void Add(string name, GraphAnswer? answer) => _byName[name] = answer;

    /// <summary>False when something that it builds on failed or isn't there.</summary>
    public bool Allows(BatchItem item) =>
        (item.DependsOn is not { } name || Succeeded(name))
        && Results(item.RelativeUrl).Concat(Results(item.Body ?? "")).All(Succeeded);

    public string Fill(string text) =>
        Reference()
            .Replace(
                Decoded(text),
                match => Uri.EscapeDataString(string.Join(',', Values(match.Groups[1].Value, match.Groups[2].Value)))
            );

    private static IEnumerable<string> Results(string text) =>
        Reference().Matches(Decoded(text)).Select(match => match.Groups[1].Value);

    /// <summary>Only where a reference is hidden in the encoding: anything else stays as it was sent.</summary>
    private static string Decoded(string text) =>
        text.Contains("%7Bresult", StringComparison.OrdinalIgnoreCase)
            ? EncodedReference().Replace(text, match => Uri.UnescapeDataString(match.Value))
            : text;

    private bool Succeeded(string name) => _byName.TryGetValue(name, out var answer) && answer?.Status is 200;

    private IEnumerable<string> Values(string name, string path)
    {
        using var document = JsonDocument.Parse(_byName[name]!.Body);
        return [.. Walk(document.RootElement, path.TrimStart('$').Split('.', StringSplitOptions.RemoveEmptyEntries))];
    }

    private static IEnumerable<string> Walk(JsonElement element, string[] path)
    {
        if (path.Length == 0)
            return [element.ToString()];
        var (step, rest) = (path[0], path[1..]);
        if (step is "*")
            return element.ValueKind switch
            {
                JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Walk(item, rest)),
                JsonValueKind.Object => element.EnumerateObject().SelectMany(item => Walk(item.Value, rest)),
                _ => [],
            };
        return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(step, out var inner)
            ? Walk(inner, rest)
            : [];
    }

    [GeneratedRegex(@"\{result=([^:{}]+):([^{}]+)\}")]
    private static partial Regex Reference();

    [GeneratedRegex("%7Bresult.*?%7D", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedReference();
}
