using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace SystemUserManager.Reports;

/// <summary>What was written: how many rows under the header, and the file's SHA-256 in hexadecimal.</summary>
internal sealed record WrittenCsv(int Rows, string Sha256);

/// <summary>
/// A file of ours as CSV (RFC 4180, UTF-8, header and data only; a cell that a spreadsheet would take for a formula
/// starts with an apostrophe).
/// </summary>
internal static class CsvFile
{
    private static readonly char[] StartsOfFormulas = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        InjectionCharacters = StartsOfFormulas,
        NewLine = "\r\n",
    };

    public static async Task<WrittenCsv> WriteAsync(
        Stream output,
        IReadOnlyList<string> header,
        IAsyncEnumerable<IReadOnlyList<string>> rows,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        using var hash = SHA256.Create();
        await using (var hashed = new CryptoStream(output, hash, CryptoStreamMode.Write, leaveOpen: true))
        {
            await using var text = new StreamWriter(
                hashed,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                leaveOpen: true
            );
            await using var csv = new CsvWriter(text, Configuration);
            await WriteRowAsync(csv, header);
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                await WriteRowAsync(csv, row);
                count++;
            }
        }

        return new WrittenCsv(count, Convert.ToHexStringLower(hash.Hash!));
    }

    /// <summary>A cell as it was before <see cref="WriteAsync"/> kept a spreadsheet from running it.</summary>
    public static string Unescaped(string cell) =>
        cell is ['\'', var first, ..] && StartsOfFormulas.Contains(first) ? cell[1..] : cell;

    private static async Task WriteRowAsync(CsvWriter csv, IReadOnlyList<string> cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        await csv.NextRecordAsync();
    }
}
