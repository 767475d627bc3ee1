using MetaGraph;
using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Grants;

/// <summary>
/// The step that takes assets away. What Meta's API can't take away becomes a line of the checklist; what a first try may
/// have taken already is looked for, and "already gone" is success.
/// </summary>
internal sealed class RemoveAssets(GrantAnswers answers, TimeProvider time)
{
    public async Task<StepResult> RemoveAsync(
        OperationRun run,
        IReadOnlyList<Asset> gone,
        CancellationToken cancellationToken
    )
    {
        var facts = run.Step.ReadFacts<AssignmentFacts>() ?? new AssignmentFacts();
        if (run.Operation.TakeChoice(OperationChoice.GoOnWithout))
        {
            facts = facts.WithoutRefused();
            await run.RememberAsync(facts);
        }

        var byHand = gone.Where(a => !AssetKinds.Of(a.Kind).CanUnassign).ToList();
        facts = facts with { ByHand = [.. byHand.Select(a => a.Id)] };
        foreach (var asset in byHand)
            await AddLineAsync(run, asset, cancellationToken);

        var session = await run.OpenAsync(cancellationToken);
        var user = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var waiting = gone.Except(byHand)
            .Where(a => !facts.Assigned.Contains(a.Id) && !facts.LeftOut.Contains(a.Id))
            .ToList();
        if (run.IsRepeat && waiting.Count > 0)
        {
            var seen = await GrantReading.ReadAsync(
                session,
                user,
                AccessSubject.AskedThemselves(waiting),
                cancellationToken
            );
            var already = waiting.Where(a => AccessSubject.TasksOf(seen, a) is null).ToList();
            facts = facts with { Assigned = [.. facts.Assigned, .. already.Select(a => a.Id)] };
            waiting = [.. waiting.Except(already)];
        }

        // From here on the requests may have their effect whatever becomes of us.
        var results = await session.Graph.Assets.UnassignManyAsync(
            waiting.ConvertAll(a => new GraphId(a.GraphId)),
            session.BusinessId,
            user,
            CancellationToken.None
        );
        var result = answers.Judge(
            run,
            facts,
            waiting,
            [
                .. results.Select(r =>
                    r is BatchResult.Failed { Error.Kind: GraphErrorKind.NotFound } ? new BatchResult.Ok() : r
                ),
            ],
            new GrantWords("taken away", "")
        );
        return byHand.Count > 0 && result is StepResult.Done done
            ? new StepResult.Done(
                $"{done.Message} Meta's API can't take away {string.Join(", ", byHand.Select(a => a.Name))}: a person has to, in Meta's own pages. The checklist of the system user says where.",
                Warning: true
            )
            : result;
    }

    private async Task AddLineAsync(OperationRun run, Asset asset, CancellationToken cancellationToken)
    {
        var lines = run.Db.ChecklistLines;
        if (
            lines.Local.Any(l => l.OperationId == run.Operation.Id && l.AssetId == asset.Id)
            || await lines.AnyAsync(l => l.OperationId == run.Operation.Id && l.AssetId == asset.Id, cancellationToken)
        )
            return;
        var name = await run
            .Db.SystemUsers.Where(s => s.Id == run.Operation.SystemUserId)
            .Select(s => s.Name)
            .SingleAsync(cancellationToken);
        lines.Add(
            new ChecklistLine
            {
                PortfolioId = run.Operation.PortfolioId!.Value,
                SystemUserId = run.Operation.SystemUserId!.Value,
                AssetId = asset.Id,
                Text =
                    $"Take the dataset {asset.Name} ({asset.GraphId}) away from {name}: Meta Business Suite → Settings → Users → System users → {name} → Assigned assets → Datasets → {asset.Name} → remove.",
                OperationId = run.Operation.Id,
                AddedAt = time.GetUtcNow(),
            }
        );
    }
}
