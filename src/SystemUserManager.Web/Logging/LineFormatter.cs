using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace SystemUserManager.Web.Logging;

/// <summary>
/// One event, one line, for people at a console in Development. Control characters in a text are written as \uXXXX, and
/// each further line of an exception is indented: no text that somebody typed can pass for a line of its own.
/// </summary>
internal sealed class LineFormatter : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        output.Write(Level(logEvent.Level));
        output.WriteLine(Escape(Message(logEvent)));
        if (logEvent.Exception is not { } exception)
            return;
        foreach (var line in exception.ToString().ReplaceLineEndings("\n").Split('\n'))
            output.WriteLine($"    {Escape(line)}");
    }

    private static string Level(LogEventLevel level) =>
        level switch
        {
            LogEventLevel.Verbose => " trace ",
            LogEventLevel.Debug => " debug ",
            LogEventLevel.Information => " info  ",
            LogEventLevel.Warning => " warn  ",
            LogEventLevel.Error => " error ",
            _ => " fatal ",
        };

    /// <summary>Texts without the quotes that Serilog would put around them.</summary>
    private static string Message(LogEvent logEvent)
    {
        var message = new StringBuilder();
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (
                token is Serilog.Parsing.PropertyToken property
                && logEvent.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue { Value: string text }
            )
                message.Append(text);
            else
            {
                using var writer = new StringWriter(message, CultureInfo.InvariantCulture);
                token.Render(logEvent.Properties, writer, CultureInfo.InvariantCulture);
            }
        }
        return message.ToString();
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }
}
