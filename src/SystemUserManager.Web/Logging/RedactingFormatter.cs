using System.Globalization;
using System.Text.RegularExpressions;
using Serilog.Events;
using Serilog.Formatting;

namespace SystemUserManager.Web.Logging;

/// <summary>
/// Sends each finished line of another formatter through <see cref="Redaction"/>, and writes as \uXXXX what JSON may
/// leave as it is but a terminal obeys or a reader takes for the end of a line.
/// </summary>
internal sealed partial class RedactingFormatter(ITextFormatter formatter) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, line);
        output.Write(LeftAsTheyAre().Replace(Redaction.Apply(line.ToString()), c => $"\\u{(int)c.Value[0]:X4}"));
    }

    [GeneratedRegex("[\u007f-\u009f\u2028\u2029]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftAsTheyAre();
}
