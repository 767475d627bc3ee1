using MetaGraph;
using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Sync;

/// <summary>
/// Who changed a grant on an ad account and when, as Meta's own activity log of that account tells it, where it does:
/// whether it lists system users isn't documented. At most one call for each changed ad account; what can't be had is
/// left out, whatever the reason.
/// </summary>
internal sealed class ActivityLog(SyncRun sync)
{
    /// <summary>Of more changes than this in one read nobody asks one by one who made them.</summary>
    public const int AtMost = 500;

    public async Task AskAsync(EdgeRead edge, List<GrantChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            var users = await FindAsync([.. changes.Select(c => c.SystemUserId).Distinct()], cancellationToken);
            var byAccount = changes.GroupBy(c => c.AssetGraphId).ToList();
            var answers = await sync.Session.Graph.Assets.ReadActivitiesAsync(
                byAccount.ConvertAll(a => new GraphId(a.Key)),
                cancellationToken
            );
            foreach (var (account, answer) in byAccount.Zip(answers))
                if (answer is BatchResult<IReadOnlyList<AdAccountActivity>>.Ok { Value: var lines })
                    foreach (var change in account)
                        await KeepAsync(edge, change, users[change.SystemUserId], lines, cancellationToken);
        }
        catch (Exception failure) when (failure is MetaGraphException or GraphLimitNearException)
        {
            // The grants are recorded; who changed them is a courtesy.
        }
    }

    private async Task<Dictionary<long, Named>> FindAsync(List<long> ids, CancellationToken cancellationToken)
    {
        var present = sync.Db.SystemUsers.Where(s => s.PortfolioId == sync.PortfolioId && s.VanishedAt == null);
        return await sync
            .Db.SystemUsers.Where(s => ids.Contains(s.Id))
            .Select(s => new
            {
                s.Id,
                s.GraphId,
                s.Name,
                Alike = present.Count(o => o.Name == s.Name),
            })
            .ToDictionaryAsync(s => s.Id, s => new Named(s.GraphId, s.Alike <= 1 ? s.Name : null), cancellationToken);
    }

    private async Task KeepAsync(
        EdgeRead edge,
        GrantChange change,
        Named user,
        IReadOnlyList<AdAccountActivity> lines,
        CancellationToken cancellationToken
    )
    {
        if (change.Begun is { } begun && Find(edge, lines, user, AdAccountActivity.UserAdded) is { } added)
            await sync
                .Db.SeenGrants.Where(g => g.Id == begun.Id)
                .ExecuteUpdateAsync(
                    g => g.SetProperty(x => x.ChangedByName, added.ActorName).SetProperty(x => x.ChangedAt, added.Time),
                    cancellationToken
                );
        if (
            change is { Ended: { } ended, Begun: null }
            && Find(edge, lines, user, AdAccountActivity.UserRemoved) is { } removed
        )
            await sync
                .Db.SeenGrants.Where(g => g.Id == ended)
                .ExecuteUpdateAsync(
                    g => g.SetProperty(x => x.EndedByName, removed.ActorName).SetProperty(x => x.EndedAt, removed.Time),
                    cancellationToken
                );
    }

    /// <summary>The latest line about this system user since the last read; null: the log has none.</summary>
    private static AdAccountActivity? Find(
        EdgeRead edge,
        IEnumerable<AdAccountActivity> lines,
        Named user,
        string type
    ) =>
        lines
            .Where(l => l.Type == type && l.ActorName is not null)
            .Where(l => l.ObjectId?.Value == user.GraphId || (user.Name is not null && l.ObjectName == user.Name))
            // Meta tells whole seconds.
            .Where(l => l.Time > edge.NotBefore - TimeSpan.FromSeconds(1))
            .MaxBy(l => l.Time);

    /// <summary>Which of a system user's ids the log tells isn't documented: a name that only one has is as good.</summary>
    /// <param name="Name">null: several are called so.</param>
    private sealed record Named(string GraphId, string? Name);
}
