using System.Text.Json;

namespace SystemUserManager.Browser.Tests.Secrecy;

/// <summary>What Meta's log must show: a token in the query only where Meta takes it nowhere else.</summary>
internal static class TokensInHeaders
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
        foreach (var line in lines.Where(l => !TakesItInTheQueryAlone(Path(l))))
        {
            Assert.Equal("header", line.GetProperty("token").GetString());
            Assert.Empty(line.GetProperty("query").EnumerateArray().Select(q => q.GetString()).Intersect(Secret));
        }
    }

    private static bool TakesItInTheQueryAlone(string path) =>
        path.EndsWith("/debug_token", StringComparison.Ordinal) || path.Contains("/oauth/", StringComparison.Ordinal);

    private static string Path(JsonElement line) => line.GetProperty("path").GetString()!;
}
