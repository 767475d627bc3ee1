using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Web.Pages;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// What a page answers, whichever it is, when the audit log or the database can't be used: status 503 and, in words,
/// what that means for what was asked. It asks nothing of the database itself, so it is no Razor page.
/// </summary>
internal sealed partial class DatabaseTroublePage(ILogger<DatabaseTroublePage> logger) : IExceptionHandler
{
    private const string Tell = "Tell an administrator this reference if it goes on:";

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (Say(exception) is not { } said)
            return false;
        LogTrouble(logger, said.Heading, exception);
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        if (said.RetryAfter is { } seconds)
            httpContext.Response.Headers.RetryAfter = seconds;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(Html(httpContext, said), cancellationToken);
        return true;
    }

    private static Said? Say(Exception failure) =>
        failure is AuditNotWrittenException
            ? NotWritten
            : DatabaseTroubles.Of(failure) switch
            {
                DatabaseTrouble.NotWritable => NotWritten,
                DatabaseTrouble.Busy => new(
                    "The database is busy",
                    "Other work held the database for so long that this was given up. Nothing was done. Try again in a moment.",
                    "5"
                ),
                DatabaseTrouble.Away => new(
                    "The database doesn't answer",
                    "This page could not be made. If you had just asked for something, look under Operations before you ask again, once the database is back: what stands there was accepted.",
                    "10"
                ),
                _ => null,
            };

    private static Said NotWritten { get; } =
        new(
            "Nothing was done",
            "The audit log can't be written, so nothing was done. No change is made here without its row in the log. An administrator has to see to the database: its disk may be full, or the app's user may have lost a right.",
            null
        );

    private static string Html(HttpContext context, Said said)
    {
        var (encode, root) = (HtmlEncoder.Default, HtmlEncoder.Default.Encode(context.Request.PathBase));
        var theme = encode.Encode(ThemeModel.ChosenIn(context.Request) ?? "");
        return $"""
            <!DOCTYPE html>
            <html lang="en"{(theme.Length == 0 ? "" : $" data-bs-theme=\"{theme}\"")}>
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <meta name="robots" content="noindex, nofollow">
              <title>{encode.Encode(said.Heading)} · System User Manager</title>
              <link rel="icon" type="image/svg+xml" href="{root}/icons/favicon.svg">
              <link rel="stylesheet" href="{root}/lib/bootstrap/bootstrap.min.css">
              <link rel="stylesheet" href="{root}/css/theme.css">
              <link rel="stylesheet" href="{root}/css/site.css">
              <link rel="stylesheet" href="{root}/css/parts.css">
            </head>
            <body class="plain">
              <main id="main" class="plain-main" tabindex="-1">
                <div class="card plain-card">
                  <h1>{encode.Encode(said.Heading)}</h1>
                  <p>{encode.Encode(said.Sentences)}</p>
                  <p>{Tell}</p>
                  <dl class="facts">
                    <div><dt>Reference</dt><dd><span class="meta-id"><code>{encode.Encode(
                context.TraceIdentifier
            )}</code></span></dd></div>
                  </dl>
                  <p><a class="btn btn-primary" href="{root}/">Go to Home</a></p>
                </div>
              </main>
            </body>
            </html>
            """;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Heading}")]
    private static partial void LogTrouble(ILogger logger, string heading, Exception problem);

    /// <param name="RetryAfter">Seconds; null: waiting alone doesn't help.</param>
    private sealed record Said(string Heading, string Sentences, string? RetryAfter);
}
