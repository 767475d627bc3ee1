using System.Text.Json;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Reads the request lines that Meta and the vault saw.</summary>
internal static class RequestLines
{
    public static int Count(this IEnumerable<JsonElement> lines, string method, string end) =>
        lines.Count(l => Method(l) == method && Path(l).EndsWith(end, StringComparison.Ordinal));

    /// <summary>Whether it changes something: at Meta by method, and one that revokes by GET; in the vault by method.</summary>
    public static bool IsWrite(JsonElement line) =>
        line.GetProperty("server").GetString() == "vault"
            ? Method(line) is "PUT" or "PATCH" or "DELETE"
            : (Method(line) != "GET" && !IsBatch(line))
                || Path(line).EndsWith("/oauth/revoke", StringComparison.Ordinal);

    /// <summary>It was done; where not, it was refused, or whoever asked was gone before it was begun.</summary>
    public static bool IsAnswered(JsonElement line) =>
        line.GetProperty("status") is { ValueKind: JsonValueKind.Number } status && status.GetInt32() is 200 or 201;

    /// <summary>A new version of a secret that isn't a staged copy.</summary>
    public static bool IsWriteToLiveName(JsonElement line) =>
        line.GetProperty("server").GetString() == "vault"
        && Method(line) == "PUT"
        && !Path(line).TrimEnd('/').EndsWith("-pending", StringComparison.Ordinal);

    public static string Words(JsonElement line) => $"{Method(line)} {Path(line)}";

    public static string Method(JsonElement line) => line.GetProperty("method").GetString()!;

    public static string Path(JsonElement line) => line.GetProperty("path").GetString()!;

    /// <summary>The envelope, sent to the version itself: its items have lines of their own.</summary>
    private static bool IsBatch(JsonElement line) =>
        Path(line).Trim('/') is var path && !path.Contains('/', StringComparison.Ordinal) && path is "" or ['v', ..];
}
