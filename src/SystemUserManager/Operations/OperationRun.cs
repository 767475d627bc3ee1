using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Operations;

/// <summary>One step being run: the operation, the step, the context whose changes are saved with the step's outcome.</summary>
internal sealed class OperationRun(
    AppDb db,
    Operation operation,
    OperationStep step,
    bool isRepeat,
    DateTimeOffset startedAt,
    PortfolioSessions sessions,
    Failpoint? failpoint,
    CancellationToken stopping = default
)
{
    /// <summary>Whatever a step changes here is saved in one transaction with the step's outcome and its audit row.</summary>
    public AppDb Db => db;

    public Operation Operation => operation;

    public OperationStep Step => step;

    /// <summary>True: an earlier try of this step may have happened, wholly or in part. Look first.</summary>
    public bool IsRepeat => isRepeat;

    /// <summary>When this try began, UTC.</summary>
    public DateTimeOffset StartedAt => startedAt;

    /// <summary>The host stops: a change is finished, but nothing is waited for that another worker can do as well.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>Tells tests that the step is at a point inside itself where it may be made to fail.</summary>
    public Task PassAsync(string point) => failpoint?.ReachAsync(FailpointPlace.At, point) ?? Task.CompletedTask;

    public T Input<T>() => operation.ReadInput<T>();

    /// <summary>Opens Meta and the vault for this operation's portfolio, once per run; the reading of the secrets is audited.</summary>
    public Task<PortfolioSession> OpenAsync(CancellationToken cancellationToken) =>
        sessions.OpenAsync(operation, app: null, cancellationToken);

    /// <summary>As <see cref="OpenAsync"/>, through another app of the portfolio than the operation's own.</summary>
    public Task<PortfolioSession> OpenThroughAsync(PortfolioApp app, CancellationToken cancellationToken) =>
        sessions.OpenAsync(operation, app, cancellationToken);

    /// <summary>What was opened in this run so far; null: nothing.</summary>
    public PortfolioSession? Opened => sessions.Opened;

    /// <summary>That and what was opened through other apps.</summary>
    public IReadOnlyCollection<PortfolioSession> AllOpened => sessions.All;

    /// <summary>Says in the audit log that a value is about to be read. Saved by itself: of the step's own changes nothing is.</summary>
    public Task NoteSecretReadAsync(string secretName) =>
        sessions.NoteSecretReadsAsync(operation, [secretName], CancellationToken.None);

    /// <summary>What an earlier step learned; throws where the plan is wrong.</summary>
    public T FactsOf<T>(string stepName)
        where T : class =>
        FindFactsOf<T>(stepName) ?? throw new InvalidOperationException($"The step \"{stepName}\" left no facts.");

    public T? FindFactsOf<T>(string stepName)
        where T : class => operation.Steps.Single(s => s.Name == stepName).ReadFacts<T>();

    /// <summary>
    /// Writes what this step learned before its outcome is known, in a transaction of its own: for what a repetition
    /// after a crash could not find out any more.
    /// </summary>
    public async Task RememberAsync<T>(T facts)
        where T : class
    {
        step.WriteFacts(facts);
        await RememberAsync();
    }

    /// <summary>As <see cref="RememberAsync{T}"/>, for what the step changed in the record so far.</summary>
    public async Task RememberAsync()
    {
        operation.Version++;
        using (db.Unaudited("A step notes what it learned; the step itself is audited before and after."))
            await db.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>Lets go of what a step that failed halfway changed and didn't remember: only its outcome is saved.</summary>
    public void ForgetUnsaved()
    {
        db.DropAuditRecords();
        // What belongs to a row that was added goes after it, and has no owner for that moment.
        db.ChangeTracker.DeleteOrphansTiming = CascadeTiming.OnSaveChanges;
        // What was made goes with what points at it, or it would be added once more.
        if (operation.Token is { } made && db.Entry(made).State == EntityState.Added)
            operation.Token = null;
        var changed = db
            .ChangeTracker.Entries()
            .Where(e => e.State != EntityState.Unchanged && e.Entity != operation && e.Entity != step);
        foreach (var entry in changed.ToList())
            entry.State = EntityState.Detached;
    }

    /// <summary>Starts a new attempt of the same step, so that its traces in the vault differ from those of the last.</summary>
    public Guid NewAttempt()
    {
        var attempt = Guid.NewGuid();
        step.AttemptId = attempt;
        return attempt;
    }
}
