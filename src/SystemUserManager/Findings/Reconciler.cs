using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>
/// Looks every few minutes whether what this product promised is so: it goes on with what is its own, by operations like
/// any other, touches nothing that it didn't make, and reports the rest as findings.
/// </summary>
internal sealed partial class Reconciler(IServiceScopeFactory scopes, ILogger<Reconciler> logger)
{
    /// <summary>What a reading of values found in secrets.</summary>
    private static readonly FindingKind[] OfSecrets = [FindingKind.PersonalToken, FindingKind.TokenInTwoSecrets];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var census = new VaultCensus(scope.ServiceProvider.GetRequiredService<VaultClients>());
        var ids = await db
            .Portfolios.Where(p => p.State == PortfolioState.Connected || p.State == PortfolioState.NoAccess)
            .OrderBy(p => p.Id)
            .Select(p => p.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            try
            {
                await ReconcileAsync(id, census, cancellationToken);
            }
            catch (Exception failure)
                when (failure is VaultException or DbException or DbUpdateException or InvalidOperationException)
            {
                // One portfolio's trouble isn't another's; the next pass looks again.
                LogNotReconciled(logger, id, failure.GetType().Name, failure.StackTrace);
            }
        }
    }

    private async Task ReconcileAsync(long portfolioId, VaultCensus census, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateSystemScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<AppDb>();
        var at = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var promises = services.GetRequiredService<OwnPromises>();
        var portfolio = await db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == portfolioId, cancellationToken);

        await promises.ExpireOrphansAsync(portfolioId, cancellationToken);
        await promises.ExpireEndedAsync(portfolioId, cancellationToken);
        await promises.TryStuckRevokesAgainAsync(portfolioId, cancellationToken);
        await promises.ReadWhatIsOldAsync(portfolio, cancellationToken);
        await services.GetRequiredService<CheckTokenHealth>().AskIfDueAsync(portfolio, cancellationToken);
        await services.GetRequiredService<RenewControlToken>().AskIfDueAsync(portfolio, cancellationToken);
        await services.GetRequiredService<FindingLook>().LookIfDueAsync(portfolioId, cancellationToken);

        // Last, since it is the part that an outage of the vault ends.
        var seen = await services.GetRequiredService<VaultLook>().LookAsync(portfolio, census, cancellationToken);
        await FindingBook.RecordAsync(
            db,
            portfolioId,
            FindingKind.VaultSecretExtra,
            seen.Extra,
            _ => true,
            at,
            CancellationToken.None
        );
        await FindingBook.RecordAsync(
            db,
            portfolioId,
            FindingKind.VaultSecretEnabledAgain,
            seen.EnabledAgain,
            f => f.TokenId is not { } token || seen.Looked.Contains(token),
            at,
            CancellationToken.None
        );
        await FindingBook.ResolveOfSecretsGoneAsync(db, portfolioId, OfSecrets, seen.Names, at, CancellationToken.None);
        await promises.EndOrphansAsync(portfolio, seen.Readable, cancellationToken);
        var mayAct = PortfolioRules.WhyItCannotAct(portfolio) is null;
        if (seen.Leftovers.Count > 0 && mayAct && !await IsTidyingAsync(db, portfolioId))
            await services.GetRequiredService<TidyVault>().AskAsync(portfolio, seen.Leftovers, cancellationToken);
    }

    private static Task<bool> IsTidyingAsync(AppDb db, long portfolioId) =>
        db.Operations.AnyAsync(o =>
            o.PortfolioId == portfolioId
            && o.Kind == OperationKind.TidyVault
            && o.State != OperationState.Done
            && o.State != OperationState.Failed
        );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Portfolio {PortfolioId} could not be reconciled: {Failure} {StackTrace}"
    )]
    private static partial void LogNotReconciled(ILogger logger, long portfolioId, string failure, string? stackTrace);
}

/// <summary>Every few minutes, by one worker at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(Reconciler reconciler) : IJob
{
    public static readonly JobKey Key = new("reconcile", "findings");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await reconciler.RunAsync(cancellationToken);
}
