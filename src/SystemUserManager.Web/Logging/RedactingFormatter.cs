using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace SystemUserManager.Web.Logging;

/// <summary>Sends each finished line of another formatter through <see cref="Redaction"/>.</summary>
internal sealed class RedactingFormatter(ITextFormatter formatter) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, line);
        output.Write(Redaction.Apply(line.ToString()));
    }
}
