using System.Text.Json;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>One operation of a batch, as it was sent.</summary>
internal sealed record BatchItem(
    string Method,
    string RelativeUrl,
    string? Body,
    string? Name,
    string? DependsOn,
    bool? OmitResponseOnSuccess
)
{
    /// <exception cref="GraphError">100.</exception>
    public static List<BatchItem> ReadAll(string batch)
    {
        try
        {
            using var document = JsonDocument.Parse(batch);
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw Errors.MustBe("batch", "a JSON array");
        }
    }

    /// <summary>Whether its answer is left out when it succeeds: only of an operation that others take results from.</summary>
    public bool IsOmitted(IEnumerable<BatchItem> all) =>
        OmitResponseOnSuccess ?? (Name is not null && all.Any(other => other.Refers($"{{result={Name}:")));

    private bool Refers(string text) =>
        RelativeUrl.Contains(text, StringComparison.Ordinal)
        || Uri.UnescapeDataString(RelativeUrl).Contains(text, StringComparison.Ordinal)
        || Uri.UnescapeDataString(Body ?? "").Contains(text, StringComparison.Ordinal);

    private static BatchItem Read(JsonElement item) =>
        new(
            Text(item, "method")?.ToUpperInvariant() ?? "GET",
            Text(item, "relative_url") ?? "",
            Text(item, "body"),
            Text(item, "name"),
            Text(item, "depends_on"),
            item.TryGetProperty("omit_response_on_success", out var omit) ? omit.ToString() is "True" or "true" : null
        );

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
