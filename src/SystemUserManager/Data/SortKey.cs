using System.Text;

namespace SystemUserManager.Data;

/// <summary>
/// The form of a text by which it is ordered, compared and kept unique, the same on both databases: NFKC, case folded,
/// white space squeezed. Columns that hold it end in <c>Key</c>.
/// </summary>
public static class SortKey
{
    public static string Of(string text)
    {
        var folded = text.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();
        return string.Join(' ', folded.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Normalize(NormalizationForm.FormKC);
    }
}
