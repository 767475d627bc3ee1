using MetaGraph.Assets;
using SystemUserManager.Grants;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.SystemUsers;

/// <summary>What becomes of the access to one asset.</summary>
public enum AccessChangeKind
{
    Added,
    Removed,

    /// <summary>More may be done than before.</summary>
    Raised,
    Lowered,

    /// <summary>Some tasks come and others go.</summary>
    Changed,
}

/// <summary>The difference on one asset, tasks by Meta's names.</summary>
/// <param name="Before">As the asker saw it; null: not reached.</param>
/// <param name="After">What is asked for; empty: nothing any more.</param>
public sealed record AccessChange(
    Asset Asset,
    AccessChangeKind What,
    IReadOnlyList<string>? Before,
    IReadOnlyList<string> After
)
{
    /// <summary>
    /// What differs between what was seen and what is wanted, by kind and name of the asset. Tasks that come along with
    /// others are no difference, nor are those that Meta shows and nobody can ask for.
    /// </summary>
    public static IReadOnlyList<AccessChange> Between(
        IReadOnlyList<AskedGrant> saw,
        IReadOnlyList<AskedGrant> wanted,
        IReadOnlyDictionary<long, Asset> assets
    )
    {
        var (before, after) = (ById(saw), ById(wanted));
        return
        [
            .. before
                .Keys.Union(after.Keys)
                .Where(assets.ContainsKey)
                .Select(id => Of(assets[id], before.GetValueOrDefault(id), after.GetValueOrDefault(id)))
                .OfType<AccessChange>()
                .OrderBy(c => c.Asset.Kind)
                .ThenBy(c => c.Asset.NameKey, StringComparer.Ordinal)
                .ThenBy(c => c.Asset.Id),
        ];
    }

    private static AccessChange? Of(Asset asset, IReadOnlyList<string>? before, IReadOnlyList<string>? after)
    {
        if (before is null)
            return after is null ? null : new AccessChange(asset, AccessChangeKind.Added, null, after);
        if (after is null)
            return new AccessChange(asset, AccessChangeKind.Removed, before, []);
        var known = AssetKinds.Of(asset.Kind).Tasks.Select(t => t.Value);
        var old = ImpliedTasks.With(asset.Kind, before.Intersect(known));
        var wanted = ImpliedTasks.With(asset.Kind, after);
        if (wanted.SetEquals(old))
            return null;
        var what =
            wanted.IsSupersetOf(old) ? AccessChangeKind.Raised
            : wanted.IsSubsetOf(old) ? AccessChangeKind.Lowered
            : AccessChangeKind.Changed;
        return new AccessChange(asset, what, before, after);
    }

    private static Dictionary<long, IReadOnlyList<string>> ById(IEnumerable<AskedGrant> grants) =>
        grants.DistinctBy(g => g.AssetId).ToDictionary(g => g.AssetId, g => g.Tasks);
}
