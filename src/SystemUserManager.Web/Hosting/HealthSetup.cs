using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SystemUserManager.Data;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// For probes: <c>/health/live</c> answers while the process runs, <c>/health/ready</c> when it can use its database.
/// One word each; open to everybody, says nothing else.
/// </summary>
internal static class HealthSetup
{
    private const string Path = "/health";

    public static bool IsAsked(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);

    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database");

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks($"{Path}/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks($"{Path}/ready").AllowAnonymous();
    }
}

/// <summary>The database answers, and its schema is the one that this program knows.</summary>
internal sealed partial class DatabaseCheck(Migrator migrator, ILogger<DatabaseCheck> logger) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await migrator.SchemaFitsAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy();
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogNotReady(logger, problem);
            return HealthCheckResult.Unhealthy();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database could not be asked for its schema")]
    private static partial void LogNotReady(ILogger logger, Exception problem);
}
