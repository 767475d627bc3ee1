using MetaGraph;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using MetaSystemUser = MetaGraph.SystemUsers.SystemUser;

namespace SystemUserManager.SystemUsers;

/// <summary>
/// The worker's half of <see cref="RenameSystemUser"/>. A rename that was not heard of is settled by looking which name
/// Meta shows: the new one is done, the old one is asked again, a third one is somebody else's doing and stays.
/// </summary>
internal sealed class RenameSystemUserWork(ControlRights rights, TimeProvider time, IOptions<OperationOptions> options)
    : IOperationWork
{
    public OperationKind Kind => OperationKind.RenameSystemUser;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(RenameSystemUser.CheckRights, StepEffect.Reads, (run, ct) => rights.CheckAsync(run, [], ct)),
            new(RenameSystemUser.SeeNameIsFree, StepEffect.Reads, SeeNameIsFreeAsync),
            new(RenameSystemUser.RenameAtMeta, StepEffect.Changes, RenameAtMetaAsync),
            new(RenameSystemUser.SeeNewName, StepEffect.Reads, SeeNewNameAsync),
        ];

    public string Summarize(Operation operation)
    {
        var input = operation.ReadInput<RenameSystemUserInput>();
        return $"\"{input.From}\" is called \"{input.To}\" at Meta. Its tokens, grants and the name of its secret are what they were.";
    }

    private static async Task<StepResult> SeeNameIsFreeAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<RenameSystemUserInput>();
        var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var present = await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .ToListAsync(cancellationToken);
        if (present.Find(s => s.Id == id) is not { } ours)
            return StepFailures.Failed(run, "Meta doesn't show this system user any more, so it was not renamed.");
        var key = SortKey.Of(input.To);
        if (present.Find(s => s.Id != id && SortKey.Of(s.Name) == key) is { } taken)
            return StepFailures.Failed(
                run,
                $"Meta already has a system user called \"{taken.Name}\" in this portfolio (id {taken.Id}). Nothing was renamed. Choose another name."
            );
        return ours.Name == input.From || ours.Name == input.To
            ? new StepResult.Done("No other system user has this name.")
            : StepFailures.Failed(
                run,
                $"Meta shows it as \"{ours.Name}\": somebody renamed it since it was last read. It was not renamed. Read the portfolio again first."
            );
    }

    private async Task<StepResult> RenameAtMetaAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<RenameSystemUserInput>();
        var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        if (run.IsRepeat)
        {
            var shown = await FindAsync(session, id, cancellationToken);
            if (shown?.Name == input.To)
                return await RecordAsync(run, input.To);
            if (shown?.Name != input.From)
                return StepFailures.Ask(
                    run,
                    shown is null
                        ? "Meta doesn't show this system user any more."
                        : $"Meta shows it as \"{shown.Name}\": somebody else renamed it meanwhile. That name was left alone."
                );
        }

        if (await ControlProtection.FindAsync(run, null, cancellationToken) is { } isProtected)
            return isProtected;
        // From here on the request may have its effect whatever becomes of us.
        await session.Graph.SystemUsers.RenameAsync(session.BusinessId, id, input.To, CancellationToken.None);
        return await RecordAsync(run, input.To);
    }

    private async Task<StepResult> RecordAsync(OperationRun run, string name)
    {
        var record = await run.Db.SystemUsers.SingleAsync(s => s.Id == run.Operation.SystemUserId);
        record.ConfirmName(name);
        // A read may have seen the new name before we could write it down.
        if (record.Name != name)
        {
            record.Rename(name);
            await SystemUserHistory.RecordAsync(run.Db, record, time.GetUtcNow(), CancellationToken.None);
        }

        return new StepResult.Done("Meta took the new name.");
    }

    private async Task<StepResult> SeeNewNameAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<RenameSystemUserInput>();
        var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var shown = await FindAsync(session, id, cancellationToken);
        if (shown?.Name == input.To)
            return new StepResult.Done("Meta's list shows it under its new name.");
        return run.Step.Attempts < options.Value.TriesBeforeAttention
            ? new StepResult.Later(options.Value.Settle, "Meta's list doesn't show the new name yet; looking again.")
            : StepFailures.Ask(run, $"Meta took the new name, but its list shows \"{shown?.Name ?? "nothing"}\".");
    }

    private static async Task<MetaSystemUser?> FindAsync(
        PortfolioSession session,
        GraphId id,
        CancellationToken cancellationToken
    ) =>
        await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
}
