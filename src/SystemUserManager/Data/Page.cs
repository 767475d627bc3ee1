using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace SystemUserManager.Data;

/// <summary>One page of a list. <paramref name="Next"/> is the cursor of the page after it; null: this is the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next)
{
    /// <summary>From one row more than a page holds.</summary>
    public static Page<T> Of(List<T> rows, int size, Func<T, Cursor> cursorOf) =>
        rows.Count > size ? new Page<T>(rows[..size], cursorOf(rows[size - 1]).ToString()) : new Page<T>(rows, null);
}

/// <summary>Where a page ended: the sort keys of its last row and its id, as text for a URL. It grants nothing.</summary>
public sealed record Cursor(IReadOnlyList<string> Keys, long Id)
{
    /// <summary>null for a text that is no cursor: the list then starts at its beginning.</summary>
    public static Cursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 4000)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Cursor>(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }

    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));
}
