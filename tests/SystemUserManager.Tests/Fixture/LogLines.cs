using System.Collections;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace SystemUserManager.Tests.Fixture;

/// <summary>Everything that was logged at any level, as text with its scopes' and states' values, so that it can be swept for secrets.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> All => _lines;

    public ILogger CreateLogger(string categoryName) => new Lines(_lines, categoryName);

    public void Dispose() { }

    private sealed class Lines(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"Scope {category}: {Text(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {Text(state)} {exception}");

        /// <summary>With the values that a sink of structured lines would write, whether the message shows them or not.</summary>
        private static string Text(object? value) =>
            value switch
            {
                string text => text,
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                IEnumerable<KeyValuePair<string, object?>> named =>
                    $"{value} {string.Join(' ', named.Select(n => $"{n.Key}={Text(n.Value)}"))}",
                IEnumerable many => string.Join(' ', many.Cast<object?>().Select(Text)),
                _ => $"{value}",
            };
    }
}
