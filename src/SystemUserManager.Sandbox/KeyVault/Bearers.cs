using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>Who calls, as the error texts name them.</summary>
internal sealed record VaultCaller(string TenantId, string AppId, string ObjectId);

/// <summary>
/// Issues and checks the bearers of the token endpoint: JWT-like and signed, so that they survive a restart of the sandbox
/// without being kept anywhere.
/// </summary>
internal static class Bearers
{
    // No secret: whoever reaches this server may ask it for a bearer anyway.
    private static readonly byte[] Key = SHA256.HashData("the sandbox signs its bearers with this"u8);

    private static readonly string Header = Encode("""{"typ":"JWT","alg":"HS256","kid":"sandbox"}""");

    // Not the sandbox's clock: the SDK's token cache lives by the real one, and moving the sandbox on by a month must
    // not lock out a caller whose cache still (rightly, in real time) holds its bearer.
    private static readonly TimeProvider RealClock = TimeProvider.System;

    public static string Issue(BearerRequest request, int lifetimeSeconds)
    {
        var now = RealClock.GetUtcNow();
        var claims = new BearerClaims(
            request.Audience,
            $"https://sts.windows.net/{request.Tenant}/",
            now.ToUnixTimeMilliseconds(),
            now.ToUnixTimeSeconds() + lifetimeSeconds,
            request.ClientId,
            ObjectIdOf(request.ClientId),
            request.Tenant,
            request.NotBeforeClaim
        );
        var signed = $"{Header}.{Encode(JsonSerializer.Serialize(claims, VaultJson.Options))}";
        return $"{signed}.{Sign(signed)}";
    }

    public static long NowInMilliseconds() => RealClock.GetUtcNow().ToUnixTimeMilliseconds();

    public static VaultCaller Check(StringValues authorization, VaultSettings settings)
    {
        var header = authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            throw VaultRefusal.NoBearer();
        var claims =
            Read(header["Bearer ".Length..].Trim())
            ?? throw VaultRefusal.Unauthorized("AKV10046: Unable to resolve the key used for signature validation.");
        if (claims.Aud.TrimEnd('/') != VaultDoor.Resource)
            throw VaultRefusal.Unauthorized(
                $"AKV10022: Invalid audience. Expected {VaultDoor.Resource}, found: {claims.Aud}."
            );
        if (claims.Exp <= RealClock.GetUtcNow().ToUnixTimeSeconds())
            throw VaultRefusal.Unauthorized("[TokenExpired] Error validating token: 'S2S12086'.");
        if (settings.BearersRevokedAt is { } revoked && claims.IssuedMilliseconds <= revoked && claims.Nbf != revoked)
            throw new VaultRefusal(
                System.Net.HttpStatusCode.Unauthorized,
                "Unauthorized",
                null,
                "AKV10000: Continuous access evaluation resulted in challenge."
            )
            {
                DemandedClaims = DemandFor(revoked),
            };
        return new VaultCaller(claims.Tid, claims.AppId, claims.Oid);
    }

    /// <summary>What a caller must hand to the token endpoint to get a bearer that is accepted again.</summary>
    private static string DemandFor(long revoked) =>
        "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"" + revoked + "\"}}}";

    private static BearerClaims? Read(string bearer)
    {
        var parts = bearer.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
            return null;
        var expected = Encoding.ASCII.GetBytes(Sign($"{parts[0]}.{parts[1]}"));
        if (!CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(parts[2])))
            return null;
        return JsonSerializer.Deserialize<BearerClaims>(Base64Url.DecodeFromChars(parts[1]), VaultJson.Options);
    }

    private static string Sign(string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(text)));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>The same application always has the same object id.</summary>
    private static string ObjectIdOf(string clientId) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(clientId)).AsSpan(..16)).ToString();

    private sealed record BearerClaims(
        string Aud,
        string Iss,
        long IssuedMilliseconds,
        long Exp,
        string AppId,
        string Oid,
        string Tid,
        long? Nbf
    );
}

/// <param name="Tenant">From the path.</param>
/// <param name="ClientId">The application.</param>
/// <param name="Audience">The scope without <c>/.default</c>.</param>
/// <param name="NotBeforeClaim">The value that a claims challenge demanded, sent back by the caller; null: none.</param>
internal sealed record BearerRequest(string Tenant, string ClientId, string Audience, long? NotBeforeClaim);
