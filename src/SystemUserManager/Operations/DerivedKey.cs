using System.Security.Cryptography;
using System.Text;

namespace SystemUserManager.Operations;

/// <summary>The request keys of what one form asks for in parts: sent twice, each part is asked once.</summary>
public static class DerivedKey
{
    public static Guid Of(Guid requestKey, string part)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{requestKey:N} {part}"), hash);
        return new Guid(hash[..16]);
    }
}
