using MetaGraph.Assets;

namespace SystemUserManager.Grants;

/// <summary>
/// Tasks that come along with another by themselves: Meta shows them although nobody asked. Pages, ad accounts and
/// catalogs: https://developers.facebook.com/docs/business-management-apis/business-asset-management/overview (read
/// 2026-11-24); datasets and the drafts of ad accounts: unconfirmed, as Meta was seen to answer.
/// </summary>
public static class ImpliedTasks
{
    private static readonly Dictionary<AssetKind, Dictionary<string, string[]>> ByKind = new()
    {
        [AssetKind.AdAccount] = new()
        {
            ["MANAGE"] = ["ADVERTISE", "ANALYZE", "DRAFT"],
            ["ADVERTISE"] = ["ANALYZE", "DRAFT"],
            ["ANALYZE"] = ["DRAFT"],
        },
        [AssetKind.Page] = new()
        {
            ["MANAGE"] = ["CREATE_CONTENT", "MODERATE", "ADVERTISE", "ANALYZE"],
            ["CREATE_CONTENT"] = ["MODERATE", "ADVERTISE", "ANALYZE"],
            ["MODERATE"] = ["ADVERTISE", "ANALYZE"],
            ["ADVERTISE"] = ["ANALYZE"],
        },
        [AssetKind.ProductCatalog] = new() { ["MANAGE"] = ["ADVERTISE"] },
        [AssetKind.Dataset] = new() { ["EDIT"] = ["UPLOAD", "ADVERTISE", "ANALYZE"], ["ADVERTISE"] = ["ANALYZE"] },
        [AssetKind.InstagramAccount] = new() { ["ADVERTISE"] = ["ANALYZE"] },
    };

    /// <summary>These tasks and all that come along with them, as a set.</summary>
    public static IReadOnlySet<string> With(AssetKind kind, IEnumerable<string> tasks)
    {
        var all = tasks.ToHashSet(StringComparer.Ordinal);
        if (ByKind.TryGetValue(kind, out var along))
            all.UnionWith(all.ToList().SelectMany(t => along.GetValueOrDefault(t) ?? []));
        return all;
    }
}
