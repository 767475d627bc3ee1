using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>How the vault reads and writes its bodies.</summary>
internal static class VaultJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    /// <summary>Reads the body of a request; anything but the expected object is a 400.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Options, http.RequestAborted)
                ?? throw VaultRefusal.BadParameter("The request has no body.");
        }
        catch (JsonException)
        {
            // The reader's own words could quote a piece of the body, and the body holds a secret.
            throw VaultRefusal.BadParameter("The request body is not the JSON that this operation takes.");
        }
    }

    /// <summary>With a length, as the service does: a cut answer is then seen as one.</summary>
    public static async Task WriteAsync<T>(HttpContext http, T body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, Options);
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
