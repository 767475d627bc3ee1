using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Sync;

/// <summary>
/// Reads one portfolio edge by edge. Assets come first, since grants are on them; then the system users with theirs;
/// then the kinds of which only the asset's side tells who reaches them; partners after the assets that are shared. An
/// edge that was read to its end is recorded, and not read again when the operation is resumed; any other closes
/// nothing: it is "not read since …", never "empty".
/// </summary>
internal sealed partial class InventoryReader(
    IServiceScopeFactory scopes,
    IOptions<OperationOptions> operations,
    IOptions<SyncOptions> options,
    TimeProvider time,
    ILogger<InventoryReader> logger
)
{
    /// <summary>As many that don't answer one after the other: it isn't about single edges.</summary>
    private const int SilencesInARow = 2;

    public async Task<InventoryRead> ReadAsync(
        OperationRun run,
        PortfolioSession session,
        CancellationToken cancellationToken
    )
    {
        var facts = run.Step.ReadFacts<SyncFacts>() ?? new SyncFacts();
        facts.ForgetBefore(time.GetUtcNow() - operations.Value.ReadEvery);
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        using var oneAct = db.Unaudited("A read of the inventory is one act, audited with its operation.");
        var sync = new SyncRun(run, session, db, facts, time);
        var edges = SyncEdges.Of(sync, scope.ServiceProvider.GetRequiredService<VaultClients>(), options.Value);
        await sync.BeginAsync(edges.Count, cancellationToken);
        var notRead = await ReadAsync(sync, edges, run, cancellationToken);
        // Of what was refused it is said for itself since when it wasn't read.
        if (edges.All(e => facts.IsDone(e.Name) || sync.IsMissed(e.Name)))
            await NoteReadAsync(run, facts, cancellationToken);
        var graph = session.Graph;
        LogRead(logger, session.PortfolioId, graph.Calls, graph.Requests, sync.Writes.Rows, notRead.Count);
        return new InventoryRead(facts, notRead);
    }

    /// <returns>What was not read, with the reason.</returns>
    private async Task<List<string>> ReadAsync(
        SyncRun sync,
        IReadOnlyList<SyncEdge> edges,
        OperationRun run,
        CancellationToken cancellationToken
    )
    {
        var notRead = new List<string>();
        Exception? asks = null;
        Exception? silence = null;
        var silencesInARow = 0;
        foreach (var edge in edges.Where(e => !sync.Facts.IsDone(e.Name)))
        {
            try
            {
                await ReadAsync(sync, edge, cancellationToken);
                silencesInARow = 0;
            }
            catch (Exception failure) when (IsOfThisEdge(failure))
            {
                notRead.Add($"{edge.Name} ({WordsOf(failure)})");
                if (edge.IsNeeded)
                    asks ??= failure;
            }
            catch (Exception failure) when (IsSilence(failure))
            {
                notRead.Add($"{edge.Name} ({WordsOf(failure)})");
                silence = failure;
                if (++silencesInARow == SilencesInARow)
                    break;
            }
        }

        if (asks is not null)
            throw asks;
        // Once more later, as long as it may help; in the end what was read is worth more than a question.
        var isLastTry = run.Step.Attempts >= operations.Value.TriesBeforeAttention;
        if (silence is not null && !(isLastTry && sync.Facts.IsDone(SystemUsersEdge.Name)))
            throw silence;
        return notRead;
    }

    private static async Task ReadAsync(SyncRun sync, SyncEdge edge, CancellationToken cancellationToken)
    {
        try
        {
            EdgeRead read;
            try
            {
                read = new EdgeRead(sync, edge.Name);
                await edge.ReadAsync(read, cancellationToken);
            }
            catch (MetaGraphException refusal) when (refusal.CursorRefused)
            {
                // Cursors don't live for ever: from the start, once.
                read = new EdgeRead(sync, edge.Name);
                await edge.ReadAsync(read, cancellationToken);
            }

            await sync.CompleteAsync(read);
        }
        catch (Exception failure)
            when (failure is MetaGraphException or VaultException or GraphLimitNearException
                && !cancellationToken.IsCancellationRequested
            )
        {
            sync.Db.ChangeTracker.Clear();
            await sync.MissAsync(edge.Name, WordsOf(failure));
            throw;
        }
    }

    /// <summary>It was refused for good, and the others may go well all the same.</summary>
    private static bool IsOfThisEdge(Exception failure) =>
        failure switch
        {
            MetaGraphException meta => meta.Kind
                is GraphErrorKind.Permission
                    or GraphErrorKind.Validation
                    or GraphErrorKind.NotFound
                    or GraphErrorKind.TooMuchData
                    or GraphErrorKind.Unknown,
            VaultException vault => vault.Failure != VaultFailure.Unavailable,
            _ => false,
        };

    private static bool IsSilence(Exception failure) =>
        failure
            is MetaGraphException { Kind: GraphErrorKind.Transient }
                or VaultException { Failure: VaultFailure.Unavailable };

    private static string WordsOf(Exception failure) =>
        failure switch
        {
            MetaGraphException { Kind: GraphErrorKind.Throttled } or GraphLimitNearException =>
                "Meta's rate limit was reached.",
            MetaGraphException { Kind: GraphErrorKind.Authentication } dead =>
                $"Meta refused the control token: {dead.VendorMessage}",
            MetaGraphException meta => meta.VendorMessage,
            _ => failure.Message,
        };

    /// <summary>The record is as old as the oldest part of it that was read.</summary>
    private static async Task NoteReadAsync(OperationRun run, SyncFacts facts, CancellationToken cancellationToken)
    {
        var portfolio = await run.Db.Portfolios.SingleAsync(p => p.Id == run.Operation.PortfolioId, cancellationToken);
        portfolio.LastReadAt = facts.Edges.Values.Min(e => e.At);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Portfolio {PortfolioId} was read: {Calls} calls in {Requests} requests, {Rows} rows of the inventory written, {NotRead} parts not read"
    )]
    private static partial void LogRead(
        ILogger logger,
        long portfolioId,
        int calls,
        int requests,
        int rows,
        int notRead
    );
}
