using System.Data.Common;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Operations;

/// <summary>
/// Runs one operation, step after step: each is written down before it starts and after it ends, so that any other
/// worker can go on where this one died. Nothing is ever repeated without the step being told that it is a repetition.
/// </summary>
internal sealed partial class OperationRunner(
    IServiceScopeFactory scopes,
    OperationLeases leases,
    StepFailures failures,
    StepHolds holds,
    AnswerNotes notes,
    ReadBackAfterStop readBack,
    LookAfterOperation look,
    DatabaseClock clock,
    TimeProvider time,
    ILogger<OperationRunner> logger,
    Failpoint? failpoint = null
)
{
    /// <summary>Returns when the operation is final, waits, or needs a person; at once if it can't be taken.</summary>
    public async Task RunAsync(long operationId, CancellationToken stopping)
    {
        await using var lease = await leases.TryTakeAsync(operationId, stopping);
        if (lease is null)
            return;
        using var sessions = new PortfolioSessions(scopes, lease);
        try
        {
            while (await RunNextStepAsync(lease, sessions, stopping))
            {
                if (!stopping.IsCancellationRequested)
                    continue;
                await lease.HandBackAsync();
                return;
            }

            await readBack.ReadAsync(lease, sessions, stopping);
            await look.LookAsync(operationId, stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another worker took over after our lease: its writes stand, ours don't.
            LogTakenOver(logger, operationId);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            LogTakenOver(logger, operationId);
        }
        catch (Exception failure)
            when (failure is DbException or DbUpdateException { InnerException: DbException } || IsOfTheRecord(failure))
        {
            // The record can't be read or written, or its audit log (locked, away, full): what needs it isn't begun. The lease
            // runs out, and whoever comes next looks at what stands there.
            LogNotWritten(logger, operationId, failure.GetType().Name, failure.StackTrace);
            if (failure is not AuditNotWrittenException && DatabaseTroubles.Of(failure) is null)
                await AskIfItNeverEndsAsync(lease, failure);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Not a step's failure but one of running it at all: it must not stand as running for ever.
            LogRunFailed(logger, operationId, failure.GetType().Name, failure.StackTrace);
            await AskAsync(lease, $"It could not be run ({failure.GetType().Name}). The log has it.");
        }
    }

    /// <summary>
    /// The database answers and takes this one thing never (a rule of the record is broken): the next worker would meet the
    /// same, and the one after it.
    /// </summary>
    private async Task AskIfItNeverEndsAsync(OperationLease lease, Exception failure)
    {
        try
        {
            await AskAsync(
                lease,
                $"The record doesn't take what came of it ({failure.GetType().Name}). The log has it.",
                failures.TriesBeforeAttention
            );
        }
        catch (Exception again) when (again is DbException or DbUpdateException)
        {
            LogNotWritten(logger, lease.OperationId, again.GetType().Name, again.StackTrace);
        }
    }

    /// <param name="tries">Only if a step was begun so often in vain.</param>
    private async Task AskAsync(OperationLease lease, string why, int tries = 0)
    {
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var operation = await db.Operations.Include(o => o.Steps).SingleAsync(o => o.Id == lease.OperationId);
        if (operation.LeaseOwner != lease.Owner)
            return;
        if (tries > 0 && !operation.Steps.Exists(s => s.State == StepState.Started && s.Attempts >= tries))
            return;
        operation.AskFor(why, [OperationChoice.TryAgain, OperationChoice.StopHere]);
        operation.Version++;
        db.Audit(OperationAudit.Ended(operation));
        await db.SaveChangesAsync();
    }

    /// <summary>False: nothing is left to do for now.</summary>
    private async Task<bool> RunNextStepAsync(
        OperationLease lease,
        PortfolioSessions sessions,
        CancellationToken stopping
    )
    {
        await using var scope = scopes.CreateSystemScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var operation = await db
            .Operations.Include(o => o.Steps)
            .SingleAsync(o => o.Id == lease.OperationId, lease.Lost);
        if (operation.State != OperationState.Running || operation.LeaseOwner != lease.Owner)
            return false;
        scope
            .ServiceProvider.GetRequiredService<CurrentUser>()
            .BecomeSystem($"System User Manager for {operation.AskedByName}");
        var work = scope.ServiceProvider.GetServices<IOperationWork>().Single(w => w.Kind == operation.Kind);

        var step = operation
            .Steps.OrderBy(s => s.Number)
            .FirstOrDefault(s => s.State is not (StepState.Done or StepState.Skipped));
        if (step is null)
            return await EndAsync(db, operation, OperationState.Done, work.Summarize(operation));
        // Whatever the step's state: the revoke settles what it may have left.
        if (operation.StopRequested)
            return await EndAsync(db, operation, OperationState.Failed, StoppedFor(operation, step));

        if (await holds.FindAsync(db, operation, step.Name, lease.Lost) is { } hold)
            return await HoldAsync(db, operation, hold);

        var definition = work.Steps.Single(s => s.Name == step.Name);
        var run = await WriteDownStartAsync(db, operation, step, definition, sessions, stopping);
        // What only reads may be broken off when the host stops: another worker reads it anew. A change is finished.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            lease.Lost,
            definition.Effect == StepEffect.Changes ? CancellationToken.None : stopping
        );
        var result = await DoAsync(run, work, definition, lease, end.Token);
        return await WriteDownEndAsync(run, work, definition, result);
    }

    private static async Task<bool> HoldAsync(AppDb db, Operation operation, StepHold hold)
    {
        operation.Wait(hold.Until, hold.Why);
        operation.Version++;
        using (db.Unaudited("Waiting is no act."))
            await db.SaveChangesAsync();
        return false;
    }

    private async Task<OperationRun> WriteDownStartAsync(
        AppDb db,
        Operation operation,
        OperationStep step,
        WorkStep definition,
        PortfolioSessions sessions,
        CancellationToken stopping
    )
    {
        var now = time.GetUtcNow();
        // A step that changes something is told so at every further try, whatever the last one said of itself.
        var isRepeat =
            step.State is StepState.Started or StepState.Unknown
            || (definition.Effect == StepEffect.Changes && step.Attempts > 0);
        step.State = StepState.Started;
        step.Attempts++;
        step.AttemptId ??= Guid.NewGuid();
        step.FirstStartedAt ??= now;
        step.StartedAt = now;
        step.EndedAt = null;
        operation.Version++;
        if (definition.Effect == StepEffect.Reads)
        {
            using (db.Unaudited("A step that only reads is no act; the operation is audited."))
                await db.SaveChangesAsync(CancellationToken.None);
        }
        else
        {
            db.Audit(OperationAudit.StepAsked(operation, step));
            await db.SaveChangesAsync(CancellationToken.None);
        }

        return new OperationRun(db, operation, step, isRepeat, now, sessions, failpoint, stopping);
    }

    private Task ReachAsync(FailpointPlace place, string name) =>
        failpoint?.ReachAsync(place, name) ?? Task.CompletedTask;

    /// <summary>Npgsql's provider wraps what may pass by itself (a deadlock, a lost connection) in a type that says nothing.</summary>
    private static bool IsOfTheRecord(Exception failure) =>
        failure is AuditNotWrittenException || DatabaseTroubles.Of(failure) is not null;

    private async Task<StepResult> DoAsync(
        OperationRun run,
        IOperationWork work,
        WorkStep definition,
        OperationLease lease,
        CancellationToken end
    )
    {
        try
        {
            await ReachAsync(FailpointPlace.Before, definition.Name);
            var result = await definition.Do(run, end);
            await ReachAsync(FailpointPlace.After, definition.Name);
            return result;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !lease.Lost.IsCancellationRequested)
        {
            run.ForgetUnsaved();
            return new StepResult.Later(TimeSpan.Zero, "The worker was stopped while it read; another goes on.");
        }
        // A record that can't be read or written is no failure of the step: it ends as if its worker had died there.
        catch (Exception failure)
            when (!IsOfTheRecord(failure)
                && (failure is not OperationCanceledException || !lease.Lost.IsCancellationRequested)
            )
        {
            LogStepFailed(logger, definition.Name, run.Operation.Id, failure.GetType().Name, failure.StackTrace);
            run.ForgetUnsaved();
            if (failure is MetaGraphException refusal)
                run.Step.TraceId = refusal.TraceId ?? run.Step.TraceId;
            return work.Explain(run, failure) ?? failures.Explain(run, definition, failure);
        }
        finally
        {
            await notes.NoteAsync(run.AllOpened);
        }
    }

    private async Task<bool> WriteDownEndAsync(
        OperationRun run,
        IOperationWork work,
        WorkStep definition,
        StepResult result
    )
    {
        var (operation, step, now) = (run.Operation, run.Step, time.GetUtcNow());
        var outcome = StepOutcome.Apply(operation, step, result, now, clock.Now, failures.Settle);
        operation.Version++;
        if (definition.Effect != StepEffect.Reads || result is StepResult.Failed or StepResult.NeedsAttention)
            run.Db.Audit(OperationAudit.StepEnded(operation, step, outcome));
        if (operation.State == OperationState.Failed)
            await TokenHistory.SettleAsync(run.Db, operation, now);
        if (operation.State is not (OperationState.Running or OperationState.Waiting))
            run.Db.Audit(OperationAudit.Ended(operation));
        using (run.Db.Unaudited("A step that only reads is no act; the operation is audited."))
            await run.Db.SaveChangesAsync();
        LogStep(logger, step.Name, operation.Id, step.State, operation.State);
        await ReachAsync(FailpointPlace.Between, step.Name);
        return operation.State == OperationState.Running;
    }

    private async Task<bool> EndAsync(AppDb db, Operation operation, OperationState state, string outcome)
    {
        operation.End(state, outcome, time.GetUtcNow());
        operation.Version++;
        if (state == OperationState.Failed)
            await TokenHistory.SettleAsync(db, operation, time.GetUtcNow());
        db.Audit(OperationAudit.Ended(operation));
        await db.SaveChangesAsync();
        return false;
    }

    private static string StoppedFor(Operation operation, OperationStep next) =>
        $"Stopped before \"{next.Name}\", because a revoke was asked for. {Progress.Of(operation)} The revoke cleans up what was left.";

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Step {Step} of operation {OperationId}: {StepState}; operation {State}"
    )]
    private static partial void LogStep(
        ILogger logger,
        string step,
        long operationId,
        StepState stepState,
        OperationState state
    );

    // The frames without the message: a vendor's text may hold anything.
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Step {Step} of operation {OperationId} met {Failure} {StackTrace}"
    )]
    private static partial void LogStepFailed(
        ILogger logger,
        string step,
        long operationId,
        string failure,
        string? stackTrace
    );

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Operation {OperationId} could not be run: {Failure} {StackTrace}"
    )]
    private static partial void LogRunFailed(ILogger logger, long operationId, string failure, string? stackTrace);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The record of operation {OperationId} could not be read or written; it goes on when its lease is over: {Failure} {StackTrace}"
    )]
    private static partial void LogNotWritten(ILogger logger, long operationId, string failure, string? stackTrace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} was taken over by another worker")]
    private static partial void LogTakenOver(ILogger logger, long operationId);
}
