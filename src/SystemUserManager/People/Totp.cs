using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace SystemUserManager.People;

/// <summary>
/// Time-based one-time passwords as every code generator makes them: HMAC-SHA-1, 30 seconds, six digits (RFC 6238, read
/// 2026-11). Identity's own look at the system's clock.
/// </summary>
public static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int KeyBytes = 20;

    /// <summary>A new key, in Base32.</summary>
    public static string NewKey()
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        RandomNumberGenerator.Fill(bytes);
        return ToBase32(bytes);
    }

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / 30;

    public static string CodeAt(string key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // The standard's own algorithm, and the one that code generators speak.
        var hash = HMACSHA1.HashData(FromBase32(key), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>What a code generator reads out of a QR code.</summary>
    public static string Address(string key, string email)
    {
        const string Issuer = "System User Manager";
        var label = Uri.EscapeDataString($"{Issuer}:{email}");
        return $"otpauth://totp/{label}?secret={key}&issuer={Uri.EscapeDataString(Issuer)}&digits=6&period=30";
    }

    private static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length * 8 / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var bits = 0;
            for (var bit = i * 5; bit < (i * 5) + 5; bit++)
                bits = (bits << 1) | ((bytes[bit / 8] >> (7 - (bit % 8))) & 1);
            text[i] = Alphabet[bits];
        }
        return new string(text);
    }

    private static byte[] FromBase32(string text)
    {
        var bytes = new byte[text.Length * 5 / 8];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var value = Alphabet.IndexOf(text[bit / 5], StringComparison.Ordinal);
            bytes[bit / 8] |= (byte)(((value >> (4 - (bit % 5))) & 1) << (7 - (bit % 8)));
        }
        return bytes;
    }
}
