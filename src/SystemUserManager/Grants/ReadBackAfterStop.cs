using System.Data.Common;
using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Grants;

/// <summary>
/// An operation that gives or takes access and stopped before it read back what came of it leaves the record behind Meta:
/// what its system user reaches is read once, at once, so that nobody waits for the next read to see it. Nothing of it
/// touches the operation, whatever becomes of it.
/// </summary>
internal sealed partial class ReadBackAfterStop(
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<ReadBackAfterStop> logger
)
{
    private static readonly string[] Changes =
    [
        CreateSystemUser.AssignAssets,
        ChangeAccess.Assign,
        ChangeAccess.Remove,
    ];

    public async Task ReadAsync(OperationLease lease, PortfolioSessions sessions, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stopping);
        try
        {
            await using var scope = scopes.CreateSystemScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var operation = await db
                .Operations.AsNoTracking()
                .Include(o => o.Steps)
                .SingleAsync(o => o.Id == lease.OperationId, end.Token);
            if (IsHalfDone(operation))
                await ReadAsync(db, operation, sessions, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The next read of the portfolio sees it.
        }
        catch (Exception failure)
            when (failure
                    is MetaGraphException
                        or GraphLimitNearException
                        or VaultException
                        or DbException
                        or DbUpdateException
                        or InvalidOperationException
            )
        {
            LogNotRead(logger, lease.OperationId, failure.GetType().Name, failure.StackTrace);
        }
    }

    private static bool IsHalfDone(Operation operation) =>
        operation.State is OperationState.NeedsAttention or OperationState.Failed
        && operation.SystemUserId is not null
        && operation.Steps.Exists(s => Changes.Contains(s.Name) && s.Attempts > 0)
        && operation.Steps.Exists(s => s.Name == CreateSystemUser.ReadBack && s.State != StepState.Done);

    private async Task ReadAsync(
        AppDb db,
        Operation operation,
        PortfolioSessions sessions,
        CancellationToken cancellationToken
    )
    {
        var session = await sessions.OpenAsync(operation, app: null, cancellationToken);
        var began = time.GetUtcNow();
        var user = await SystemUserOf.GraphIdAsync(db, operation, cancellationToken);
        var asked = await AskedAsync(db, operation, cancellationToken);
        var seen = await GrantReading.ReadAsync(session, user, asked, cancellationToken);
        await GrantHistory.RecordReadBackAsync(db, operation, seen, asked, began, cancellationToken);
        using (db.Unaudited("What was seen at Meta; the operation that changed it is audited."))
            await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Of what the operation is about, those that no list of the system user tells of.</summary>
    private static async Task<List<Asset>> AskedAsync(
        AppDb db,
        Operation operation,
        CancellationToken cancellationToken
    )
    {
        var ids =
            operation.Kind == OperationKind.ChangeAccess
                ? operation.ReadInput<ChangeAccessInput>().Changes.Select(c => c.AssetId).ToList()
                : await db
                    .Grants.Where(g => g.SystemUserId == operation.SystemUserId)
                    .Select(g => g.AssetId)
                    .ToListAsync(cancellationToken);
        var assets = await db.Assets.AsNoTracking().Where(a => ids.Contains(a.Id)).ToListAsync(cancellationToken);
        return AccessSubject.AskedThemselves(assets);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "After operation {OperationId} what it left was not read back: {Failure} {StackTrace}"
    )]
    private static partial void LogNotRead(ILogger logger, long operationId, string failure, string? stackTrace);
}
