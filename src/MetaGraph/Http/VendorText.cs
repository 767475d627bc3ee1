using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MetaGraph.Http;

/// <summary>Makes text that came from outside fit to be shown and logged: no control characters, no secrets, not long.</summary>
internal static partial class VendorText
{
    public const int MaxLength = 300;

    /// <returns>Null when nothing is left.</returns>
    public static string? Clean(string? text, IEnumerable<string>? secrets = null)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        // First the invisible characters, or a secret broken up by them would slip through.
        var clean = WithoutControls(text);
        foreach (var secret in secrets ?? [])
            clean = clean
                .Replace(secret, SecretText.Mask, StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), SecretText.Mask, StringComparison.OrdinalIgnoreCase);
        clean = SecretParameter().Replace(clean, $"${{name}}{SecretText.Mask}");
        clean = SecretShape().Replace(clean, SecretText.Mask).Trim();
        if (clean.Length > MaxLength)
            clean = clean[..(char.IsHighSurrogate(clean[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        return clean.Length == 0 ? null : clean;
    }

    private static string WithoutControls(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value is '\r' or '\n' or '\t':
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    clean.Append(' ');
                    break;
                case UnicodeCategory.Control or UnicodeCategory.Format:
                    break;
                default:
                    clean.Append(rune);
                    break;
            }
        return clean.ToString();
    }

    /// <summary>A token of Meta, an app token, or 32 and more hex digits (an app secret, a proof).</summary>
    [GeneratedRegex(
        @"EAA[A-Za-z0-9_-]{20,}|\d{5,}(?:\||%7C)[A-Za-z0-9_-]{16,}|[0-9a-fA-F]{32,}",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex SecretShape();

    [GeneratedRegex(
        """(?<name>(?:access_token|appsecret_proof|client_secret|fb_exchange_token|revoke_token|input_token)["']?\s*[=:]\s*["']?)[^&\s"']+""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex SecretParameter();
}
