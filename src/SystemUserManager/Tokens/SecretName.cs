using System.Security.Cryptography;
using System.Text;

namespace SystemUserManager.Tokens;

/// <summary>
/// Names of vault secrets: <c>meta-&lt;businessId&gt;-&lt;slug&gt;-&lt;8 base32&gt;</c>, made once for a system user and never reused (a
/// deleted name stays blocked in the vault for up to 90 days). Key Vault's rule: letters, digits, dashes, at most 127.
/// </summary>
public static class SecretName
{
    private const string PendingSuffix = "-pending";
    private const int SlugLength = 60;
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Create(string businessId, string systemUserName) =>
        $"meta-{businessId}-{Slug(systemUserName)}-{RandomNumberGenerator.GetString(Base32, 8)}";

    /// <summary>Where a token waits until it is proved. Never read by an integration.</summary>
    public static string Pending(string name) => $"{name}{PendingSuffix}";

    /// <summary>As the record keeps a typed one. The vault tells no upper case from lower; the record compares names as text.</summary>
    public static string Typed(string text) => text.Trim().ToLowerInvariant();

    /// <summary>The same secret to the vault.</summary>
    public static bool IsSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    public static bool IsPending(string name) => name.EndsWith(PendingSuffix, StringComparison.OrdinalIgnoreCase);

    public static string WithoutPending(string name) => IsPending(name) ? name[..^PendingSuffix.Length] : name;

    /// <summary>Lower case letters and digits, words joined by dashes.</summary>
    internal static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (slug.Length > 0 && slug[^1] != '-' && !char.IsLetterOrDigit(letter) && !IsMark(letter))
                slug.Append('-');
        }

        var text = slug.ToString().Trim('-');
        return text.Length switch
        {
            0 => "integration",
            > SlugLength => text[..SlugLength].TrimEnd('-'),
            _ => text,
        };
    }

    private static bool IsMark(char letter) =>
        char.GetUnicodeCategory(letter)
            is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.EnclosingMark;
}
