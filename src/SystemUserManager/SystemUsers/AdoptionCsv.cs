using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using SystemUserManager.Reports;

namespace SystemUserManager.SystemUsers;

/// <summary>A row of the file as it was typed.</summary>
/// <param name="Line">Of the file, from 1; the header is in the first.</param>
internal sealed record AdoptionLine(int Line, string GraphId, string Owner, string Successor, string Purpose);

/// <summary>
/// The text of a CSV by which found system users are adopted. Commas, semicolons or tabs; the columns in any order, found
/// by their names; others are not read.
/// </summary>
public static class AdoptionCsv
{
    public const int MostRows = 500;
    public const int MostBytes = 256 * 1024;
    public const string GraphId = "system user id";
    public const string Owner = "owner";
    public const string Successor = "successor";
    public const string Purpose = "purpose";

    public static readonly IReadOnlyList<string> Columns = [GraphId, Owner, Successor, Purpose];

    private static readonly string[] Delimiters = [",", ";", "\t"];

    /// <returns>The rows, or a sentence on what is wrong with the whole text.</returns>
    internal static (IReadOnlyList<AdoptionLine> Lines, string? Problem) Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return ([], "Nothing was pasted and no file was chosen. Nothing was done yet.");
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MostBytes)
            return ([], $"This is more than {MostBytes / 1024} kB. Nothing was done yet: split it.");
        using var reader = new StringReader(text.TrimStart('\uFEFF', '\r', '\n', ' '));
        using var csv = new CsvReader(reader, Configuration(text));
        csv.Read();
        csv.ReadHeader();
        var header = csv.HeaderRecord!.Select(Key).ToList();
        var missing = Columns.Except(header).ToList();
        if (missing.Count > 0)
            return (
                [],
                $"The first line has to name the columns; missing: {string.Join(", ", missing)}. Nothing was done yet."
            );
        var lines = new List<AdoptionLine>();
        while (csv.Read())
        {
            string Cell(string column) => CsvFile.Unescaped((csv.GetField(header.IndexOf(column)) ?? "").Trim());
            var line = new AdoptionLine(csv.Parser.RawRow, Cell(GraphId), Cell(Owner), Cell(Successor), Cell(Purpose));
            if (line is not { GraphId: "", Owner: "", Successor: "", Purpose: "" })
                lines.Add(line);
            if (lines.Count > MostRows)
                return ([], $"These are more than {MostRows} rows. Nothing was done yet: split the file.");
        }

        return lines.Count == 0 ? ([], "There is no row under the header. Nothing was done yet.") : (lines, null);
    }

    private static CsvConfiguration Configuration(string text) =>
        new(CultureInfo.InvariantCulture)
        {
            Delimiter = DelimiterOf(text),
            MissingFieldFound = null,
            // A stray quote is text: the row then says what doesn't fit.
            BadDataFound = null,
            PrepareHeaderForMatch = args => Key(args.Header),
        };

    /// <summary>What the first line has most of: spreadsheets write semicolons or tabs, too.</summary>
    private static string DelimiterOf(string text)
    {
        var first = text.Split('\n', 2)[0];
        return Delimiters.MaxBy(d => first.Split(d).Length)!;
    }

    private static string Key(string header) =>
        CsvFile.Unescaped(header.Trim()).Replace('_', ' ').Replace('-', ' ').ToLowerInvariant();
}
