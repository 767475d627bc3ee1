using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SystemUserManager.SystemUsers;

/// <summary>The code in a one-time link: 128 random bits, of which only the SHA-256 is kept.</summary>
internal static class ConfirmationCode
{
    private const int Bytes = 16;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Lower-case hex.</summary>
    public static string Sha256(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
