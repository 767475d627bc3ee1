using MetaGraph;
using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Grants;

/// <summary>
/// Two steps of every operation that gives assets: assign them in batches, then read back. A refusal of one asset
/// doesn't undo the others; the operation stops and asks before it goes on. Assigning replaces, so repeating it is safe;
/// yet what is seen to have happened isn't repeated.
/// </summary>
internal sealed class AssignAssets(GrantAnswers answers, TimeProvider time, IOptions<OperationOptions> options)
{
    /// <param name="notDoneYet">A sentence on what comes later, for whoever decides on a refusal.</param>
    public async Task<StepResult> AssignAsync(
        OperationRun run,
        IReadOnlyList<AskedGrant> asked,
        string notDoneYet,
        CancellationToken cancellationToken
    )
    {
        var facts = run.Step.ReadFacts<AssignmentFacts>() ?? new AssignmentFacts();
        if (run.Operation.TakeChoice(OperationChoice.GoOnWithout))
        {
            facts = facts.WithoutRefused();
            await LeaveOutAsync(run, facts.LeftOut, cancellationToken);
            await run.RememberAsync(facts);
        }

        var grants = asked.Where(g => !facts.LeftOut.Contains(g.AssetId)).ToList();
        if (grants.Count == 0)
            return new StepResult.Skipped(
                facts.LeftOut.Count == 0 ? "No assets were asked for." : "None of the assets asked for is left."
            );
        var session = await run.OpenAsync(cancellationToken);
        var user = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var assets = await AssetsOfAsync(run, grants, cancellationToken);
        var waiting = grants.Where(g => !facts.Assigned.Contains(g.AssetId)).ToList();
        var assignments = waiting
            .Select(g => new Assignment(
                new GraphId(assets[g.AssetId].GraphId),
                session.BusinessId,
                user,
                [.. g.Tasks.Select(t => new AssetTask(t))]
            ))
            .ToList();

        // From here on the requests may have their effect whatever becomes of us.
        var results = await session.Graph.Assets.AssignManyAsync(assignments, CancellationToken.None);
        return answers.Judge(
            run,
            facts,
            [.. waiting.Select(g => assets[g.AssetId])],
            results,
            new GrantWords("assigned", notDoneYet)
        );
    }

    /// <summary>
    /// For a system user that reached nothing before: looks which of the assignments that were sent and not heard of
    /// happened, so that they aren't sent again.
    /// </summary>
    public static async Task SettleAsync(
        OperationRun run,
        IReadOnlyList<AskedGrant> asked,
        CancellationToken cancellationToken
    )
    {
        var facts = run.Step.ReadFacts<AssignmentFacts>() ?? new AssignmentFacts();
        var unheard = asked.Where(g => !facts.Assigned.Contains(g.AssetId)).ToList();
        if (unheard.Count == 0)
            return;
        var session = await run.OpenAsync(cancellationToken);
        var user = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var assets = await AssetsOfAsync(run, unheard, cancellationToken);
        var fromAssetSide = AccessSubject.AskedThemselves(assets.Values);
        var seen = await GrantReading.ReadAsync(session, user, fromAssetSide, cancellationToken);
        var happened = unheard
            .Where(g =>
                AccessSubject.TasksOf(seen, assets[g.AssetId]) is { } now && TaskSet.Covers(TaskSet.Parse(now), g.Tasks)
            )
            .Select(g => g.AssetId);
        run.Step.WriteFacts(facts with { Assigned = [.. facts.Assigned, .. happened] });
    }

    /// <summary>All of the assets still intended with at least the asked tasks, and nothing else where Meta can tell.</summary>
    public async Task<StepResult> ReadBackAsync(
        OperationRun run,
        IReadOnlyList<AskedGrant> asked,
        CancellationToken cancellationToken
    )
    {
        var leftOut = run.FindFactsOf<AssignmentFacts>(CreateSystemUser.AssignAssets)?.LeftOut ?? [];
        var grants = asked.Where(g => !leftOut.Contains(g.AssetId)).ToList();
        var session = await run.OpenAsync(cancellationToken);
        var user = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var assets = await AssetsOfAsync(run, grants, cancellationToken);

        var fromAssetSide = assets.Values.Where(a => AssetKinds.Of(a.Kind).ReverseEdge is null).ToList();
        var seen = await GrantReading.ReadAsync(session, user, fromAssetSide, cancellationToken);
        var seenTasks = seen.ToDictionary(s => (s.Kind, s.AssetGraphId), s => s.Tasks);
        var missing = grants
            .Where(g =>
                !TaskSet.Covers(
                    seenTasks.GetValueOrDefault((assets[g.AssetId].Kind, assets[g.AssetId].GraphId)) ?? [],
                    g.Tasks
                )
            )
            .Select(g => assets[g.AssetId].Name)
            .ToList();
        if (missing.Count > 0)
            return run.Step.Attempts < options.Value.TriesBeforeAttention
                ? new StepResult.Later(
                    options.Value.Settle,
                    $"Meta doesn't show {string.Join(", ", missing)} yet; looking again."
                )
                : StepFailures.Ask(
                    run,
                    $"Meta took the assignment of {string.Join(", ", missing)}, but doesn't show it."
                );

        var now = time.GetUtcNow();
        foreach (
            var grant in await run
                .Db.Grants.Where(g => g.SystemUserId == run.Operation.SystemUserId)
                .ToListAsync(cancellationToken)
        )
        {
            var asset = assets.GetValueOrDefault(grant.AssetId);
            if (asset is null)
                continue;
            grant.ConfirmedTasks = TaskSet.Format(seenTasks[(asset.Kind, asset.GraphId)]);
            grant.ConfirmedAt = now;
        }

        await GrantHistory.RecordReadBackAsync(run, seen, now, cancellationToken);
        var intended = assets.Values.Select(a => (a.Kind, a.GraphId)).ToHashSet();
        var extra = seen.Where(s => !intended.Contains((s.Kind, s.AssetGraphId)))
            .Select(s => s.AssetName ?? s.AssetGraphId)
            .ToList();
        var unprovable =
            fromAssetSide.Count > 0
                ? " Whether it reaches other datasets or Instagram accounts, the next sync proves."
                : "";
        return extra.Count == 0
            ? new StepResult.Done($"It reaches the {grants.Count} assets asked for, and nothing else.{unprovable}")
            : new StepResult.Done(
                $"It also reaches {string.Join(", ", extra)}, which nobody asked for here.{unprovable}",
                Warning: true
            );
    }

    private static async Task LeaveOutAsync(
        OperationRun run,
        IReadOnlyList<long> leftOut,
        CancellationToken cancellationToken
    )
    {
        var grants = await run
            .Db.Grants.Where(g => g.SystemUserId == run.Operation.SystemUserId && leftOut.Contains(g.AssetId))
            // What an earlier operation asked for stands.
            .Where(g => g.OperationId == run.Operation.Id)
            .ToListAsync(cancellationToken);
        run.Db.Grants.RemoveRange(grants);
    }

    private static Task<Dictionary<long, Asset>> AssetsOfAsync(
        OperationRun run,
        List<AskedGrant> grants,
        CancellationToken cancellationToken
    )
    {
        var ids = grants.ConvertAll(g => g.AssetId);
        return run
            .Db.Assets.AsNoTracking()
            .Where(a => ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, cancellationToken);
    }
}
