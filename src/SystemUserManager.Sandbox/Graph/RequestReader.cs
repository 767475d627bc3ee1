using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Takes parameters out of a query, a form or a JSON body, as texts.</summary>
internal static class RequestReader
{
    /// <summary>Query and body together; the body wins.</summary>
    /// <exception cref="GraphError">100, when the body can't be read.</exception>
    public static async Task<Arguments> ReadAsync(HttpRequest request)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Query)
            values[name] = value.ToString();
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
                values[name] = value.ToString();
            return new Arguments(values);
        }
        var isJson = request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        if (!isJson)
            return new Arguments(values);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (body.Length > 0)
            AddJson(values, body.ToArray());
        return new Arguments(values, isJsonBody: true);
    }

    /// <summary>A batch item's: the query of its URL, and its form-encoded body.</summary>
    public static Arguments Read(string query, string? body)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in QueryHelpers.ParseQuery(query))
            values[name] = value.ToString();
        foreach (var (name, value) in QueryHelpers.ParseQuery(body))
            values[name] = value.ToString();
        return new Arguments(values);
    }

    private static void AddJson(Dictionary<string, string> values, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.Value.ValueKind is not JsonValueKind.Null)
                    values[property.Name] = Text(property.Value);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw Errors.UnparsableBody();
        }
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.GetRawText(),
        };
}
