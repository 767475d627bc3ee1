using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>What the app logged, finished lines, in order.</summary>
public sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly List<(Func<string, bool> Fits, TaskCompletionSource<string> Arrives)> _awaited = [];

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The last line that begins so; waits for it if it isn't there yet.</summary>
    public Task<string> LastAsync(string beginning) =>
        NewestAsync(l => l.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>The line that begins so and doesn't speak of what an earlier one did.</summary>
    public Task<string> NextAsync(string beginning, string after) =>
        NewestAsync(l =>
            l.StartsWith(beginning, StringComparison.Ordinal) && !l.Contains(after, StringComparison.Ordinal)
        );

    /// <summary>Does something again and again (moving the clock on) until a line begins so.</summary>
    public async Task<string> WhileAsync(string beginning, Action again)
    {
        var line = LastAsync(beginning);
        while (!line.IsCompleted)
        {
            again();
            await Task.WhenAny(line, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
        return await line;
    }

    private Task<string> NewestAsync(Func<string, bool> fits)
    {
        var arrives = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
        {
            if (_lines.LastOrDefault(fits) is { } line)
                return Task.FromResult(line);
            _awaited.Add((fits, arrives));
        }
        return arrives.Task.WaitAsync(TimeSpan.FromMinutes(4));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var line = formatter(state, exception);
        lock (_awaited)
        {
            _lines.Enqueue(exception is null ? line : $"{line} {exception}");
            foreach (var (fits, arrives) in _awaited)
            {
                if (fits(line))
                    arrives.TrySetResult(line);
            }
        }
    }

    public void Dispose() { }
}
