using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.SystemUsers;

/// <summary>What a change of access is about, in the record.</summary>
internal static class AccessSubject
{
    /// <summary>By our id: every asset that is changed.</summary>
    public static Task<Dictionary<long, Asset>> AssetsAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var ids = run.Input<ChangeAccessInput>().Changes.Select(c => c.AssetId).ToList();
        return run
            .Db.Assets.AsNoTracking()
            .Where(a => ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, cancellationToken);
    }

    /// <summary>Those that no list of the system user tells of.</summary>
    public static List<Asset> AskedThemselves(IEnumerable<Asset> assets) =>
        [.. assets.Where(a => AssetKinds.Of(a.Kind).ReverseEdge is null)];

    /// <summary>As a <see cref="TaskSet"/>; null: not reached.</summary>
    public static string? TasksOf(IEnumerable<GrantSeen> seen, Asset asset) =>
        seen.FirstOrDefault(s => s.Kind == asset.Kind && s.AssetGraphId == asset.GraphId) is { } grant
            ? TaskSet.Format(grant.Tasks)
            : null;

    /// <summary>Writes down what is asked for from now on; a repetition finds it written.</summary>
    public static async Task AskForAsync(OperationRun run, ChangedGrant change, CancellationToken cancellationToken)
    {
        var systemUserId = run.Operation.SystemUserId!.Value;
        var grant =
            run.Db.Grants.Local.FirstOrDefault(g => g.AssetId == change.AssetId && g.SystemUserId == systemUserId)
            ?? await run.Db.Grants.FirstOrDefaultAsync(
                g => g.AssetId == change.AssetId && g.SystemUserId == systemUserId,
                cancellationToken
            );
        var tasks = TaskSet.Format(change.After);
        if (grant is null)
        {
            grant = new Grant
            {
                PortfolioId = run.Operation.PortfolioId!.Value,
                SystemUser = await run.Db.SystemUsers.SingleAsync(s => s.Id == systemUserId, cancellationToken),
                AssetId = change.AssetId,
                AskedTasks = tasks,
                OperationId = run.Operation.Id,
            };
            run.Db.Grants.Add(grant);
        }

        grant.AskedTasks = tasks;
        grant.Why = change.Why;
        grant.OperationId = run.Operation.Id;
    }
}
