using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SystemUserManager.Operations;

/// <summary>The request keys of what one form asks for many times: the same form and the same item make the same key.</summary>
internal static class DerivedKey
{
    public static Guid Of(Guid form, long itemId)
    {
        Span<byte> both = stackalloc byte[24];
        form.TryWriteBytes(both);
        BinaryPrimitives.WriteInt64BigEndian(both[16..], itemId);
        return new Guid(SHA256.HashData(both).AsSpan(0, 16));
    }
}
