using MetaGraph;
using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.SystemUsers;

/// <summary>
/// The worker's half of <see cref="ChangeAccess"/>: looks whether Meta still shows what the asker saw, assigns the full
/// task list of what is added or changed (Meta replaces), takes away what goes, and leaves the proof to
/// <see cref="ChangedAccessProof"/>. A change that was not heard of is looked for before it is repeated.
/// </summary>
internal sealed class ChangeAccessWork(
    ControlRights rights,
    AssignAssets assign,
    RemoveAssets remove,
    ChangedAccessProof proof,
    TimeProvider time
) : IOperationWork
{
    // What an asset group can carry: only of these may a grant come through one.
    private static readonly AssetKind[] InGroups = [AssetKind.AdAccount, AssetKind.Page, AssetKind.Dataset];

    public OperationKind Kind => OperationKind.ChangeAccess;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(ChangeAccess.CheckRights, StepEffect.Reads, CheckRightsAsync),
            new(ChangeAccess.SeeReach, StepEffect.Reads, SeeReachAsync),
            new(ChangeAccess.Assign, StepEffect.Changes, AssignAsync),
            new(ChangeAccess.Remove, StepEffect.Changes, RemoveAsync),
            new(ChangeAccess.ReadBack, StepEffect.Reads, proof.ReadBackAsync),
            new(ChangeAccess.Prove, StepEffect.ReadsSecret, proof.ReadWithTokenAsync),
        ];

    public string Summarize(Operation operation)
    {
        var readBack = operation.Steps.Single(s => s.Name == ChangeAccess.ReadBack).Message;
        var prove = operation.Steps.Single(s => s.Name == ChangeAccess.Prove);
        return prove.State == StepState.Skipped ? readBack ?? "" : $"{readBack} {prove.Message}";
    }

    private async Task<StepResult> CheckRightsAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var assets = await AccessSubject.AssetsAsync(run, cancellationToken);
        return await rights.CheckAsync(run, [.. assets.Values.Select(a => a.Kind)], cancellationToken);
    }

    private async Task<StepResult> SeeReachAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var user = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var assets = await AccessSubject.AssetsAsync(run, cancellationToken);
        var asked = AccessSubject.AskedThemselves(assets.Values);
        var seen = await GrantReading.ReadAsync(session, user, asked, cancellationToken);
        var changes = run.Input<ChangeAccessInput>().Changes;
        var moved = changes.Where(c => AccessSubject.TasksOf(seen, assets[c.AssetId]) != c.Before).ToList();
        if (moved.Count > 0)
        {
            await GrantHistory.RecordReadBackAsync(run, seen, asked, time.GetUtcNow(), cancellationToken);
            return StepFailures.Failed(
                run,
                $"The access to {string.Join(", ", moved.Select(c => assets[c.AssetId].Name))} was changed at Meta meanwhile. "
                    + "Nothing was changed from here. Look again at what it reaches, then ask anew."
            );
        }

        if (seen.Exists(s => s.Kind == AssetKind.AssetGroup))
        {
            foreach (var change in changes.Where(c => IsTakingAway(c, assets[c.AssetId].Kind)))
            {
                var groups = await session
                    .Graph.SystemUsers.ListGroupsHoldingAsync(
                        user,
                        new GraphId(assets[change.AssetId].GraphId),
                        cancellationToken
                    )
                    .ToListAsync(cancellationToken);
                if (groups.Count > 0)
                    return StepFailures.Failed(
                        run,
                        $"{assets[change.AssetId].Name} is reached through the asset group {string.Join(", ", groups.Select(g => g.Name ?? g.Id.Value))}, "
                            + "and what comes through a group isn't edited here. Nothing was changed. "
                            + "Take the system user out of the group in Meta Business Suite first, or leave this asset as it is and ask anew."
                    );
            }
        }

        return new StepResult.Done("Meta shows what the form showed.");
    }

    private async Task<StepResult> AssignAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var input = run.Input<ChangeAccessInput>();
        var assets = await AccessSubject.AssetsAsync(run, cancellationToken);
        var given = input.Changes.Where(c => !c.IsRemoved).ToList();
        if (given.Count == 0)
            return new StepResult.Skipped("Nothing is added or changed.");
        if (run.IsRepeat)
            await SettleAsync(run, given, assets, cancellationToken);
        var result =
            await ControlProtection.FindAsync(run, null, cancellationToken)
            ?? await assign.AssignAsync(
                run,
                [.. given.Select(c => new AskedGrant(c.AssetId, c.After))],
                input.Changes.Count > given.Count ? "Nothing was taken away yet." : "",
                cancellationToken
            );
        var done = run.Step.ReadFacts<AssignmentFacts>()?.Assigned ?? [];
        foreach (var change in given.Where(c => done.Contains(c.AssetId)))
            await AccessSubject.AskForAsync(run, change, CancellationToken.None);
        return result;
    }

    /// <summary>Looks which of the assignments that were sent and not heard of happened: those aren't sent again.</summary>
    private static async Task SettleAsync(
        OperationRun run,
        List<ChangedGrant> given,
        Dictionary<long, Asset> assets,
        CancellationToken cancellationToken
    )
    {
        var session = await run.OpenAsync(cancellationToken);
        var user = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var asked = AccessSubject.AskedThemselves(assets.Values);
        var seen = await GrantReading.ReadAsync(session, user, asked, cancellationToken);
        var facts = run.Step.ReadFacts<AssignmentFacts>() ?? new AssignmentFacts();
        var happened = given
            .Where(c => !facts.Assigned.Contains(c.AssetId))
            .Where(c =>
                AccessSubject.TasksOf(seen, assets[c.AssetId]) is { } now
                && now != c.Before
                && TaskSet.Covers(TaskSet.Parse(now), c.After)
            )
            .Select(c => c.AssetId);
        run.Step.WriteFacts(facts with { Assigned = [.. facts.Assigned, .. happened] });
    }

    private async Task<StepResult> RemoveAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var gone = run.Input<ChangeAccessInput>().Changes.Where(c => c.IsRemoved).ToList();
        if (gone.Count == 0)
            return new StepResult.Skipped("Nothing is taken away.");
        var assets = await AccessSubject.AssetsAsync(run, cancellationToken);
        var result =
            await ControlProtection.FindAsync(run, null, cancellationToken)
            ?? await remove.RemoveAsync(run, [.. gone.Select(c => assets[c.AssetId])], cancellationToken);
        var facts = run.Step.ReadFacts<AssignmentFacts>() ?? new AssignmentFacts();
        foreach (var change in gone.Where(c => facts.Assigned.Contains(c.AssetId) || facts.ByHand.Contains(c.AssetId)))
            await AccessSubject.AskForAsync(run, change, CancellationToken.None);
        return result;
    }

    private static bool IsTakingAway(ChangedGrant change, AssetKind kind) =>
        change.Before is { } before
        && InGroups.Contains(kind)
        && !ImpliedTasks.With(kind, change.After).IsSupersetOf(TaskSet.Parse(before));
}
