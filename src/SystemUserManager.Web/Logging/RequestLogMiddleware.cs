using System.Diagnostics;
using SystemUserManager.People;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Logging;

/// <summary>One line for each request: what was asked without its query, by which account, the answer and how long it took.</summary>
internal sealed partial class RequestLogMiddleware(RequestDelegate next, ILogger<RequestLogMiddleware> logger)
{
    private const string OneTimeLinks = "/Confirm";

    public async Task InvokeAsync(HttpContext context, CurrentUser user)
    {
        var (method, path) = (context.Request.Method, WithoutCode(context.Request.Path));
        var isHealth = HealthSetup.IsAsked(context);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var level = isHealth ? LogLevel.Debug : LogLevel.Information;
            var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            LogRequest(
                logger,
                level,
                method,
                path,
                context.Response.StatusCode,
                milliseconds,
                context.TraceIdentifier,
                user.AccountId
            );
        }
    }

    /// <summary>The code in a one-time link opens it for whoever reads it here.</summary>
    private static string WithoutCode(PathString path) =>
        path.StartsWithSegments(OneTimeLinks, StringComparison.OrdinalIgnoreCase, out var code) && code.HasValue
            ? $"{OneTimeLinks}/***"
            : path.ToString();

    [LoggerMessage(
        Message = "{Method} {Path} answered {StatusCode} in {Milliseconds:0.0} ms (request {RequestId}, account {AccountId})"
    )]
    private static partial void LogRequest(
        ILogger logger,
        LogLevel level,
        string method,
        string path,
        int statusCode,
        double milliseconds,
        string requestId,
        long accountId
    );
}

internal static class RequestLog
{
    public static void UseRequestLog(this WebApplication app) => app.UseMiddleware<RequestLogMiddleware>();
}
