using System.Buffers.Text;

namespace SystemUserManager.People;

/// <summary>A credential's id as text that fits into a form.</summary>
public static class PasskeyId
{
    public static string Of(byte[] credentialId) => Base64Url.EncodeToString(credentialId);

    /// <summary>null: no such text was ever made here.</summary>
    public static byte[]? Read(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
