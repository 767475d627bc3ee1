using System.Text;

namespace SystemUserManager.Sandbox.State;

/// <summary>Makes injected faults happen to whole requests. Items of a batch are hit where they run.</summary>
public static class FaultInjection
{
    public static IApplicationBuilder UseFaults(this IApplicationBuilder app, string server)
    {
        var faults = app.ApplicationServices.GetRequiredService<Faults>();
        var clock = app.ApplicationServices.GetRequiredService<SandboxClock>();
        var lifetime = app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>();
        return app.Use(
            async (context, next) =>
            {
                if (context.Request.Path.StartsWithSegments("/_sandbox", StringComparison.Ordinal))
                {
                    await next(context);
                    return;
                }
                var path = RequestLog.WithoutVersion(context.Request.Path.Value ?? "/");
                var fault = faults.Take(server, context.Request.Method, path.Length == 0 ? "/" : path);
                if (fault is null)
                {
                    await next(context);
                    return;
                }
                context.Note().Fault = fault.Mode;
                switch (fault.Mode)
                {
                    case "before":
                        await AnswerAsync(context, server, fault);
                        break;
                    case "after":
                        await DoAsync(context, next);
                        context.Note().Write();
                        context.Abort();
                        break;
                    case "cut":
                        await CutAsync(context, await DoAsync(context, next));
                        break;
                    case "hang":
                        await HangAsync(context, clock, lifetime.ApplicationStopping);
                        context.Abort();
                        break;
                    case "slow":
                        await Task.Delay(TimeSpan.FromMilliseconds(fault.Milliseconds), clock, context.RequestAborted);
                        AddHeaders(context.Response, fault);
                        await next(context);
                        break;
                }
            }
        );
    }

    private static async Task AnswerAsync(HttpContext context, string server, Fault fault)
    {
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = server is "graph"
            ? "application/json; charset=UTF-8"
            : "application/json; charset=utf-8";
        AddHeaders(context.Response, fault);
        if (fault.Status is 204 or 304)
            return;
        var body = server is "graph" ? Faults.GraphBody(fault) : Faults.VaultBody(fault);
        await context.Response.WriteAsync(body.ToJsonString(), Encoding.UTF8, context.RequestAborted);
    }

    private static void AddHeaders(HttpResponse response, Fault fault)
    {
        if (fault.Location is not null)
            response.Headers.Location = fault.Location;
        if (fault.RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = retryAfter.ToString();
        foreach (var (name, value) in fault.Headers ?? [])
            response.Headers[name] = value;
    }

    /// <summary>Runs the request to its end and keeps the answer back.</summary>
    private static async Task<byte[]> DoAsync(HttpContext context, RequestDelegate next)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
            await context.Response.Body.FlushAsync(CancellationToken.None);
        }
        finally
        {
            context.Response.Body = wire;
        }
        context.Note().Status = context.Response.StatusCode;
        // Nothing reached the wire, so nobody flushed: the effect must outlive the process all the same.
        context.RequestServices.GetRequiredService<Journal>().Flush();
        return kept.ToArray();
    }

    private static async Task CutAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), CancellationToken.None);
        await context.Response.Body.FlushAsync(CancellationToken.None);
        context.Abort();
    }

    private static async Task HangAsync(HttpContext context, TimeProvider clock, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, end.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
