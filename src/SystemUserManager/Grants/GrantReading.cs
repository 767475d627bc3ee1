using MetaGraph;
using MetaGraph.Assets;
using MetaGraph.Http;
using SystemUserManager.Portfolios;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Grants;

/// <summary>Reads what one system user reaches now, what comes through asset groups included.</summary>
internal static class GrantReading
{
    /// <param name="alsoAsk">Assets of kinds that only the asset itself tells of; others of these kinds are not seen.</param>
    public static async Task<List<GrantSeen>> ReadAsync(
        PortfolioSession session,
        GraphId user,
        IReadOnlyList<Asset> alsoAsk,
        CancellationToken cancellationToken
    )
    {
        var seen = (await session.Graph.SystemUsers.ReadGrantsAsync(user, cancellationToken))
            .Select(a => new GrantSeen(a.Kind, a.Id.Value, a.Name, Names(a.Tasks)))
            .ToList();
        if (alsoAsk.Count > 0)
        {
            var ids = alsoAsk.Select(a => new GraphId(a.GraphId)).ToList();
            var answers = await session.Graph.Assets.ReadAssignedUsersAsync(ids, session.BusinessId, cancellationToken);
            foreach (var (asset, answer) in alsoAsk.Zip(answers))
            {
                if (answer is BatchResult<IReadOnlyList<AssignedUser>>.Failed refused)
                    throw refused.Error;
                if (
                    answer is BatchResult<IReadOnlyList<AssignedUser>>.Ok { Value: var users }
                    && users.FirstOrDefault(u => u.Id == user) is { } ours
                )
                    seen.Add(new GrantSeen(asset.Kind, asset.GraphId, asset.Name, Names(ours.Tasks)));
            }
        }

        return [.. seen.DistinctBy(s => (s.Kind, s.AssetGraphId))];
    }

    private static IReadOnlyList<string> Names(IEnumerable<AssetTask> tasks) => [.. tasks.Select(t => t.Value)];
}
