using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using SystemUserManager.Results;

namespace SystemUserManager.Portfolios;

/// <summary>What the rows say nothing of themselves is taken from here.</summary>
/// <param name="AppId">null: each row names its own.</param>
/// <param name="ControlTokenPattern">A secret's name in which <c>{business}</c> stands for the business id; null: each row names its own.</param>
/// <param name="AppSecretPattern">As the other; without <c>{business}</c> it is one secret for all.</param>
public sealed record ConnectPattern(string? AppId, string? ControlTokenPattern, string? AppSecretPattern);

/// <summary>
/// Reads many portfolios out of a text with a heading: business id, app id, control token secret, app secret secret, tier,
/// label, vault. Columns may stand in any order; all but the first may be left out where the pattern says it. It asks
/// nobody, and lets nothing out that looks like a secret.
/// </summary>
public static partial class ConnectCsv
{
    public const int MostRows = 500;
    public const int MostBytes = 256 * 1024;

    public const string Business = "{business}";

    private const int LongestName = 127;

    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["businessid"] = nameof(ConnectRow.BusinessId),
        ["business"] = nameof(ConnectRow.BusinessId),
        ["appid"] = nameof(ConnectRow.AppId),
        ["app"] = nameof(ConnectRow.AppId),
        ["controltokensecret"] = nameof(ConnectRow.ControlTokenSecret),
        ["controltokensecretname"] = nameof(ConnectRow.ControlTokenSecret),
        ["appsecretsecret"] = nameof(ConnectRow.AppSecretSecret),
        ["appsecretsecretname"] = nameof(ConnectRow.AppSecretSecret),
        ["tier"] = nameof(ConnectRow.Tier),
        ["accesstier"] = nameof(ConnectRow.Tier),
        ["label"] = nameof(ConnectRow.Labels),
        ["labels"] = nameof(ConnectRow.Labels),
        ["vault"] = nameof(ConnectRow.VaultUri),
        ["vaultaddress"] = nameof(ConnectRow.VaultUri),
    };

    public static ReadRows Read(string? text, ConnectPattern pattern)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Wrong("Nothing was pasted and no file was chosen. Nothing was done yet.");
        if (Encoding.UTF8.GetByteCount(text) > MostBytes)
            return Wrong(
                $"This is more than {MostBytes / 1024} kB. Nothing was done yet: connect them in several parts."
            );
        try
        {
            return ReadLines(text, pattern);
        }
        catch (CsvHelperException)
        {
            // Its message quotes the line, which may hold anything.
            return Wrong(
                "This can't be read as CSV: a quotation mark is open, or stands in the middle of a value. Nothing was done yet."
            );
        }
    }

    /// <summary>The text as a form may show it again: what looks like a secret, or is longer than any name, is left out.</summary>
    public static string WithoutSecrets(string? text) =>
        Value()
            .Replace(text ?? "", v => ConnectPortfolio.LooksLikeASecret(v.Value) || IsTooLong(v.Value) ? "" : v.Value);

    private static bool IsTooLong(string value) => value.Split(' ').Any(word => word.Length > LongestName);

    private static ReadRows ReadLines(string text, ConnectPattern pattern)
    {
        using var csv = new CsvReader(
            new StringReader(text.Trim('\uFEFF', '\r', '\n', ' ')),
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                DetectDelimiter = true,
                DetectDelimiterValues = [",", ";", "\t"],
                TrimOptions = TrimOptions.Trim,
                MissingFieldFound = null,
                HeaderValidated = null,
                // What is wrong is said by us, without a word of what stands there.
                ExceptionMessagesContainRawData = false,
            }
        );
        csv.Read();
        csv.ReadHeader();
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (heading, index) in csv.HeaderRecord!.Select((h, i) => (h, i)))
        {
            if (!Columns.TryGetValue(Letters(heading), out var column))
                return Wrong(
                    $"Column {index + 1} of the first line has no heading that is known here. The headings are: business id, app id, control token secret, app secret secret, tier, label, vault. Nothing was done yet."
                );
            if (!found.TryAdd(column, index))
                return Wrong($"Column {index + 1} of the first line is there twice. Nothing was done yet.");
        }

        if (!found.ContainsKey(nameof(ConnectRow.BusinessId)))
            return Wrong("The first line has no heading \"business id\". Nothing was done yet.");
        var rows = new List<ConnectRow>();
        while (csv.Read())
        {
            if (rows.Count == MostRows)
                return Wrong(
                    $"These are more than {MostRows} rows. Nothing was done yet: connect them in several parts."
                );
            rows.Add(RowOf(csv, found, pattern));
        }

        return rows.Count == 0 ? Wrong("There is no row below the headings. Nothing was done yet.") : new(rows, []);
    }

    private static ConnectRow RowOf(CsvReader csv, Dictionary<string, int> found, ConnectPattern pattern)
    {
        var problems = new List<Problem>();
        var business = Cell(nameof(ConnectRow.BusinessId), "The business id") ?? "";
        var app = Cell(nameof(ConnectRow.AppId), "The app id") ?? pattern.AppId?.Trim() ?? "";
        var control =
            Cell(nameof(ConnectRow.ControlTokenSecret), "The control token secret")
            ?? Filled(pattern.ControlTokenPattern, business);
        var secret =
            Cell(nameof(ConnectRow.AppSecretSecret), "The app secret secret")
            ?? Filled(pattern.AppSecretPattern, business);
        var tier = AccessTier.Unknown;
        if (
            Cell(nameof(ConnectRow.Tier), "The tier") is { } typed
            && (!Enum.TryParse(typed, ignoreCase: true, out tier) || !Enum.IsDefined(tier) || char.IsDigit(typed[0]))
        )
        {
            tier = AccessTier.Unknown;
            problems.Add(InvalidValue.Of(nameof(ConnectRow.Tier), "The tier is Limited, Full, or Unknown."));
        }

        var labels = PortfolioLabels.Split(Cell(nameof(ConnectRow.Labels), "The label"));
        var vault = Cell(nameof(ConnectRow.VaultUri), "The vault");
        return new ConnectRow(csv.Parser.RawRow, business, app, control, secret, tier, labels, vault, problems);

        // null: not said, or not to be shown.
        string? Cell(string column, string what)
        {
            var text = found.TryGetValue(column, out var index) ? csv.GetField(index) : null;
            if (string.IsNullOrWhiteSpace(text))
                return null;
            if (!ConnectPortfolio.LooksLikeASecret(text))
                return text.Trim();
            problems.Add(
                InvalidValue.Of(
                    column,
                    $"{what} looks like a token or a secret itself. Nothing of it was kept; if it was real, replace it."
                )
            );
            return null;
        }
    }

    private static string Filled(string? pattern, string business) =>
        (pattern ?? "").Trim().Replace(Business, business, StringComparison.OrdinalIgnoreCase);

    private static string Letters(string heading) =>
        string.Concat(heading.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static ReadRows Wrong(string sentence) => new([], [InvalidValue.Of("Text", sentence)]);

    /// <summary>Between the delimiters.</summary>
    [GeneratedRegex("""[^,;\t\r\n"]+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}
