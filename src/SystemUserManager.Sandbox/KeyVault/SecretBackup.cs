using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>
/// A secret with all its versions, and its sealed form: like the real service's, nobody but the vault can read it, and a
/// changed byte makes it corrupt.
/// </summary>
internal sealed record SecretBackup(string Name, IReadOnlyList<StoredVersion> Versions)
{
    // No secret: this vault holds made-up values only. It keeps backups unreadable in logs, and checks them.
    private static readonly byte[] Key = SHA256.HashData("the sandbox vault seals its backups with this"u8);

    public string Seal()
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(this, VaultJson.Options);
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var sealedBytes = new byte[plain.Length];
        using var cipher = new AesGcm(Key, tag.Length);
        cipher.Encrypt(nonce, plain, sealedBytes, tag);
        return Base64Url.EncodeToString([.. nonce, .. tag, .. sealedBytes]);
    }

    public static SecretBackup Open(string? text)
    {
        var nonce = AesGcm.NonceByteSizes.MaxSize;
        var head = nonce + AesGcm.TagByteSizes.MaxSize;
        if (text is null || !Base64Url.IsValid(text, out var length) || length <= head)
            throw VaultRefusal.CorruptBackup();
        var bytes = Base64Url.DecodeFromChars(text);
        var plain = new byte[bytes.Length - head];
        try
        {
            using var cipher = new AesGcm(Key, AesGcm.TagByteSizes.MaxSize);
            cipher.Decrypt(bytes.AsSpan(..nonce), bytes.AsSpan(head..), bytes.AsSpan(nonce..head), plain);
            return JsonSerializer.Deserialize<SecretBackup>(plain, VaultJson.Options)!;
        }
        catch (CryptographicException)
        {
            throw VaultRefusal.CorruptBackup();
        }
    }

    public override string ToString() => $"backup of {Name}";
}
