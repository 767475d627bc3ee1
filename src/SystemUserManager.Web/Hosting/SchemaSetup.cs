using System.Data.Common;
using SystemUserManager.Configuration;
using SystemUserManager.Data;

namespace SystemUserManager.Web.Hosting;

/// <summary>Who brings the schema up to date, and who waits for it.</summary>
internal static class SchemaSetup
{
    public static void AddSchema(this IServiceCollection services, HostRole role, DatabaseOptions database)
    {
        services.AddSingleton<SchemaState>();
        if (database.Provider == DatabaseProvider.Sqlite)
            services.AddHostedService<SqliteFileLock>();
        if (role.Works())
            services.AddHostedService<MigrateAtStart>();
        else
            services.AddHostedService<SchemaWatch>();
    }

    public static void UseSchemaGate(this WebApplication app, HostRole role)
    {
        if (!role.Works())
            app.UseMiddleware<SchemaGateMiddleware>();
    }
}

/// <summary>Completes when the schema fits this program.</summary>
public sealed class SchemaState
{
    private readonly TaskCompletionSource _fits = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Fits => _fits.Task;

    internal void Set() => _fits.TrySetResult();
}

/// <summary>Before the server answers the first request.</summary>
internal sealed class MigrateAtStart(IServiceScopeFactory scopes, SchemaState state) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
            state.Set();
        }
        catch (DbException problem)
        {
            throw new WrongSettingException(
                $"ConnectionStrings:Database names a database that can't be used: {problem.Message.TrimEnd('.')}.",
                problem
            );
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Role Web: asks every two seconds until a worker has brought the schema up to date.</summary>
internal sealed partial class SchemaWatch(
    IServiceScopeFactory scopes,
    SchemaState state,
    TimeProvider time,
    ILogger<SchemaWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await FitsAsync(stoppingToken))
            await Task.Delay(Pause, time, stoppingToken);
        state.Set();
    }

    private async Task<bool> FitsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<Migrator>().SchemaFitsAsync(cancellationToken))
                return true;
            LogWaiting(logger);
        }
        catch (DbException problem)
        {
            LogNoAnswer(logger, problem.Message);
        }
        return false;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Waiting for a worker to bring the database's schema up to date"
    )]
    private static partial void LogWaiting(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database can't be reached: {Problem}")]
    private static partial void LogNoAnswer(ILogger logger, string problem);
}

/// <summary>Until the schema fits, every page is one that says so. Health is asked past it.</summary>
internal sealed class SchemaGateMiddleware(RequestDelegate next, SchemaState state)
{
    // Not a Razor page: those need the database, for who is signed in.
    private const string Page = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Not ready yet - System User Manager</title></head>
        <body><h1>Not ready yet</h1>
        <p>The database is being brought up to date. Try again in a moment. Nothing was changed.</p></body>
        </html>
        """;

    public async Task InvokeAsync(HttpContext context)
    {
        if (state.Fits.IsCompleted || HealthSetup.IsAsked(context))
        {
            await next(context);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "5";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(Page, context.RequestAborted);
    }
}
