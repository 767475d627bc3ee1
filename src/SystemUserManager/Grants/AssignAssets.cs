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
/// doesn't undo the others; the operation stops and asks before it goes on. Assigning replaces, so repeating it is safe.
/// </summary>
internal sealed class AssignAssets(TimeProvider time, IOptions<OperationOptions> options)
{
    public async Task<StepResult> AssignAsync(
        OperationRun run,
        IReadOnlyList<AskedGrant> asked,
        CancellationToken cancellationToken
    )
    {
        var facts = run.Step.ReadFacts<AssignmentFacts>() ?? new AssignmentFacts();
        if (run.Operation.TakeChoice(OperationChoice.GoOnWithout))
        {
            facts = facts with
            {
                LeftOut = [.. facts.LeftOut.Union(facts.Refused.Keys)],
                Refused = new Dictionary<long, string>(),
            };
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
        return Judge(run, facts, waiting, assets, results);
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

        var seen = (await session.Graph.SystemUsers.ReadGrantsAsync(user, cancellationToken))
            .Select(a => (a.Kind, Id: a.Id.Value, a.Name, Tasks: TaskNames(a.Tasks)))
            .ToList();
        var fromAssetSide = assets.Values.Where(a => AssetKinds.Of(a.Kind).ReverseEdge is null).ToList();
        foreach (var (asset, tasks) in await ReadFromAssetsAsync(session, user, fromAssetSide, cancellationToken))
            seen.Add((asset.Kind, asset.GraphId, asset.Name, tasks));

        seen = [.. seen.DistinctBy(s => (s.Kind, s.Id))];
        var seenTasks = seen.ToDictionary(s => (s.Kind, s.Id), s => s.Tasks);
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

        await GrantHistory.RecordReadBackAsync(
            run,
            seen.Select(s => new GrantSeen(s.Kind, s.Id, s.Name, s.Tasks)),
            now,
            cancellationToken
        );
        var intended = assets.Values.Select(a => (a.Kind, a.GraphId)).ToHashSet();
        var extra = seen.Where(s => !intended.Contains((s.Kind, s.Id))).Select(s => s.Name ?? s.Id).ToList();
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

    private static async Task<List<(Asset Asset, IReadOnlyList<string> Tasks)>> ReadFromAssetsAsync(
        Portfolios.PortfolioSession session,
        GraphId user,
        List<Asset> assets,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(Asset, IReadOnlyList<string>)>();
        if (assets.Count == 0)
            return found;
        var ids = assets.ConvertAll(a => new GraphId(a.GraphId));
        var answers = await session.Graph.Assets.ReadAssignedUsersAsync(ids, session.BusinessId, cancellationToken);
        for (var i = 0; i < assets.Count; i++)
        {
            if (answers[i] is BatchResult<IReadOnlyList<AssignedUser>>.Failed refused)
                throw refused.Error;
            if (
                answers[i] is BatchResult<IReadOnlyList<AssignedUser>>.Ok { Value: var users }
                && users.FirstOrDefault(u => u.Id == user) is { } ours
            )
                found.Add((assets[i], TaskNames(ours.Tasks)));
        }

        return found;
    }

    private StepResult Judge(
        OperationRun run,
        AssignmentFacts facts,
        List<AskedGrant> waiting,
        Dictionary<long, Asset> assets,
        IReadOnlyList<BatchResult> results
    )
    {
        var assigned = facts.Assigned.ToList();
        var refused = new Dictionary<long, string>();
        MetaGraphException? later = null;
        var unheard = 0;
        for (var i = 0; i < waiting.Count; i++)
        {
            switch (results[i])
            {
                case BatchResult.Ok:
                    assigned.Add(waiting[i].AssetId);
                    break;
                case BatchResult.Failed { Error: { Kind: GraphErrorKind.Throttled or GraphErrorKind.Transient } error }:
                    // A throttle counts more than a stumble: it says how long.
                    later = later is { Kind: GraphErrorKind.Throttled } ? later : error;
                    break;
                case BatchResult.Failed { Error: var error }:
                    refused[waiting[i].AssetId] = $"{error.UserMessage ?? error.VendorMessage} {error.NextStep}";
                    run.Step.TraceId = error.TraceId;
                    break;
                default:
                    unheard++;
                    break;
            }
        }

        run.Step.WriteFacts(facts with { Assigned = assigned, Refused = refused });
        var count =
            $"{assigned.Count} of {assigned.Count + waiting.Count(w => !assigned.Contains(w.AssetId))} assigned";
        var tried = run.Step.Attempts >= options.Value.TriesBeforeAttention;
        if (tried && (unheard > 0 || later is { Kind: not GraphErrorKind.Throttled }))
            return StepFailures.Ask(
                run,
                $"{count}; Meta still doesn't answer for the rest after {run.Step.Attempts} tries."
            );
        if (unheard > 0)
            return new StepResult.Unknown($"{count}; Meta didn't answer for {unheard}. Checking.");
        if (later is not null)
            return new StepResult.Later(PauseAfter(later), $"{count}; Meta asks to wait with the rest.");
        if (refused.Count == 0)
            return new StepResult.Done($"{assigned.Count} assets assigned.");
        var named = string.Join(" ", refused.Select(r => $"{assets[r.Key].Name}: {r.Value}"));
        var names = string.Join(", ", refused.Keys.Select(id => assets[id].Name));
        return new StepResult.NeedsAttention(
            $"{count}. Meta refused {refused.Count}: {named} No token was issued yet. Decide on {names}: try again, or go on without.",
            [OperationChoice.TryAgain, OperationChoice.GoOnWithout, OperationChoice.StopHere]
        );
    }

    private TimeSpan PauseAfter(MetaGraphException error) =>
        error.RetryAfter
        ?? (error.Kind == GraphErrorKind.Throttled ? options.Value.ThrottlePause : options.Value.Pause);

    private static async Task LeaveOutAsync(
        OperationRun run,
        IReadOnlyList<long> leftOut,
        CancellationToken cancellationToken
    )
    {
        var grants = await run
            .Db.Grants.Where(g => g.SystemUserId == run.Operation.SystemUserId && leftOut.Contains(g.AssetId))
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

    private static IReadOnlyList<string> TaskNames(IEnumerable<AssetTask> tasks) => [.. tasks.Select(t => t.Value)];
}

/// <summary>What is known of the assignments of one operation; asset ids are ours.</summary>
internal sealed record AssignmentFacts
{
    public IReadOnlyList<long> Assigned { get; init; } = [];

    /// <summary>Refused for good, with Meta's reason.</summary>
    public IReadOnlyDictionary<long, string> Refused { get; init; } = new Dictionary<long, string>();

    /// <summary>A person chose to go on without them.</summary>
    public IReadOnlyList<long> LeftOut { get; init; } = [];
}
