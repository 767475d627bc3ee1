using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;

namespace SystemUserManager.Findings;

/// <summary>
/// Compares a portfolio as soon as an operation of it came to its end, or to a person, so that nobody waits for the next
/// pass to see what it changed. Nothing of it touches the operation, whatever becomes of it.
/// </summary>
internal sealed partial class LookAfterOperation(
    IServiceScopeFactory scopes,
    FindingLook look,
    ILogger<LookAfterOperation> logger
)
{
    public async Task LookAsync(long operationId, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateSystemScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var portfolioId = await db
                .Operations.Where(o => o.Id == operationId)
                .Where(o => o.State != OperationState.Waiting && o.State != OperationState.Running)
                .Select(o => o.PortfolioId)
                .FirstOrDefaultAsync(stopping);
            if (portfolioId is { } id)
                await look.LookAsync(id, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next pass looks.
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException or InvalidOperationException)
        {
            LogNotLooked(logger, operationId, failure.GetType().Name, failure.StackTrace);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "After operation {OperationId} nothing was compared: {Failure} {StackTrace}"
    )]
    private static partial void LogNotLooked(ILogger logger, long operationId, string failure, string? stackTrace);
}
