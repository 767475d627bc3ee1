using System.Text.Json;
using System.Text.RegularExpressions;

namespace SystemUserManager.Browser.Tests.Secrecy;

/// <summary>What Meta's log must show: a token in the query only where Meta takes it nowhere else.</summary>
internal static partial class TokensInHeaders
{
    private static readonly string[] Secret =
    [
        "access_token",
        "client_secret",
        "input_token",
        "revoke_token",
        "fb_exchange_token",
    ];

    public static void See(IReadOnlyList<JsonElement> lines)
    {
        Assert.NotEmpty(lines);
        foreach (var line in lines.Where(l => !TakesItInTheQueryAlone(Path(l)) && !AsksForTheTime(l)))
        {
            Assert.Equal("header", line.GetProperty("token").GetString());
            Assert.Empty(line.GetProperty("query").EnumerateArray().Select(q => q.GetString()).Intersect(Secret));
        }
    }

    private static bool TakesItInTheQueryAlone(string path) =>
        path.EndsWith("/debug_token", StringComparison.Ordinal) || path.Contains("/oauth/", StringComparison.Ordinal);

    /// <summary>The version alone, with neither token nor query: its answer's date is compared with the worker's clock.</summary>
    private static bool AsksForTheTime(JsonElement line) =>
        line.GetProperty("method").GetString() == "GET"
        && Version().IsMatch(Path(line))
        && line.GetProperty("query").GetArrayLength() == 0;

    [GeneratedRegex(@"^(/v\d+\.\d+)?/?$")]
    private static partial Regex Version();

    private static string Path(JsonElement line) => line.GetProperty("path").GetString()!;
}
