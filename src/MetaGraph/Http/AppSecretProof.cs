using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MetaGraph.Http;

/// <summary>
/// Proves that the sender of a token knows the app's secret: <c>hex(HMAC-SHA256(key = secret, message = token))</c>, lower
/// case. The timed form signs <c>token|unix seconds</c> and ends after 5 minutes.
/// https://developers.facebook.com/docs/graph-api/guides/secure-requests (read 2026-11-24).
/// </summary>
internal static class AppSecretProof
{
    public static string Of(AppSecret secret, AccessToken token) => Sign(secret, token.Reveal());

    public static string Of(AppSecret secret, AccessToken token, long unixSeconds) =>
        Sign(secret, string.Create(CultureInfo.InvariantCulture, $"{token.Reveal()}|{unixSeconds}"));

    private static string Sign(AppSecret secret, string message) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(message))
        );
}
