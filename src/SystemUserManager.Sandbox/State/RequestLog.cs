using System.Text.RegularExpressions;

namespace SystemUserManager.Sandbox.State;

/// <summary>
/// One request as the server saw it. Never a value of a query parameter, never a token.
/// </summary>
/// <param name="N">Counts from 1 over both servers since the process started.</param>
/// <param name="Server"><c>graph</c> or <c>vault</c>.</param>
/// <param name="Batch">Number of the batch request that this one was an item of; null for a request of its own.</param>
/// <param name="Query">Names of the query parameters, in their order.</param>
/// <param name="Token">Where the caller's token was: <c>header</c>, <c>query</c>, <c>body</c>, or null when there was none.</param>
/// <param name="Status">What was answered; null when nothing was.</param>
/// <param name="Fault">Mode of the injected fault that hit this request; null for none.</param>
public sealed record RequestLine(
    long N,
    string Server,
    long? Batch,
    DateTimeOffset Time,
    string Method,
    string Path,
    IReadOnlyList<string> Query,
    string? Token,
    int? Status,
    double Milliseconds,
    string? Fault
);

/// <summary>A request that is being answered: whoever learns something about it writes it down here.</summary>
public sealed class RequestNote
{
    public long N { get; init; }

    public string? Token { get; set; }

    public int? Status { get; set; }

    public string? Fault { get; set; }

    /// <summary>Writes the line down, once: before the caller can see the answer, or its loss.</summary>
    public Action Write { get; set; } = () => { };
}

/// <summary>The numbered request lines of both servers, in memory, the last <see cref="Kept"/> of them.</summary>
public sealed partial class RequestLog(SandboxClock clock)
{
    public const int Kept = 200_000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, RequestLine> _lines = [];
    private long _last;

    /// <summary>Takes the next number. It is written with <see cref="Write"/> once answered.</summary>
    public RequestNote Begin()
    {
        lock (_lock)
            return new RequestNote { N = ++_last };
    }

    public void Write(
        RequestNote note,
        string server,
        long? batch,
        string method,
        string path,
        IEnumerable<string> query,
        long startedAt
    )
    {
        var line = new RequestLine(
            note.N,
            server,
            batch,
            clock.GetUtcNow(),
            method,
            path,
            [.. query],
            note.Token,
            note.Status,
            Math.Round(clock.GetElapsedTime(startedAt).TotalMilliseconds, 3),
            note.Fault
        );
        lock (_lock)
        {
            _lines[line.N] = line;
            if (_lines.Count > Kept)
                _lines.Remove(_lines.First().Key);
        }
    }

    /// <summary>Lines with a number above <paramref name="after"/>, in order. A request still running has none yet.</summary>
    public IReadOnlyList<RequestLine> After(long after)
    {
        lock (_lock)
            return [.. _lines.Where(line => line.Key > after).Select(line => line.Value)];
    }

    /// <summary>The path without a leading version segment.</summary>
    public static string WithoutVersion(string path) => Version().Replace(path, "");

    [GeneratedRegex(@"^/v\d+\.\d+(?=/|$)")]
    private static partial Regex Version();
}

/// <summary>Writes a line for every request outside <c>/_sandbox</c>.</summary>
public static class RequestLogging
{
    private static readonly object Key = typeof(RequestNote);

    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app, string server, RequestLog log)
    {
        var clock = app.ApplicationServices.GetRequiredService<SandboxClock>();
        return app.Use(
            async (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments("/_sandbox", StringComparison.Ordinal))
                {
                    await next(context);
                    return;
                }
                var startedAt = clock.GetTimestamp();
                var note = log.Begin();
                if (context.Request.Headers.Authorization.Count > 0)
                    note.Token = "header";
                context.Items[Key] = note;
                var written = false;
                note.Write = () =>
                {
                    if (written)
                        return;
                    written = true;
                    if (note.Fault is not "hang")
                        note.Status ??= context.Response.StatusCode;
                    log.Write(
                        note,
                        server,
                        null,
                        context.Request.Method,
                        context.Request.Path.Value ?? "/",
                        context.Request.Query.Keys,
                        startedAt
                    );
                };
                context.Response.OnStarting(() =>
                {
                    note.Write();
                    return Task.CompletedTask;
                });
                try
                {
                    await next(context);
                }
                finally
                {
                    note.Write();
                }
            }
        );
    }

    /// <summary>The line that this request will become.</summary>
    public static RequestNote Note(this HttpContext context) => (RequestNote)context.Items[Key]!;
}
