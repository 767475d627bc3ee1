using System.Text.Json;
using MetaGraph.Assets;
using MetaGraph.Http;

namespace MetaGraph.SystemUsers;

/// <summary>The five edges of a system user that list what it is assigned to, read inside one request.</summary>
internal static class ReverseEdges
{
    private static readonly IReadOnlyList<AssetKindInfo> Kinds =
    [
        .. AssetKinds.All.Where(info => info.ReverseEdge is not null),
    ];

    public static string Expansion(int limit) =>
        string.Join(
            ',',
            Kinds.Select(info => $"{info.ReverseEdge}.limit({limit}){{{AssignedAsset.FieldsOf(info.Kind)}}}")
        );

    /// <summary>With their first pages, in the order of the kinds; a list that Graph leaves out is an empty one.</summary>
    public static IReadOnlyList<NestedList<AssignedAsset>> Read(JsonElement json)
    {
        var user = json.Id("id");
        return
        [
            .. Kinds.Select(info => new NestedList<AssignedAsset>(
                json,
                info.ReverseEdge!,
                GraphRequest.Get(user, info.ReverseEdge!).Fields(AssignedAsset.FieldsOf(info.Kind)),
                item => AssignedAsset.Read(item, info.Kind)
            )),
        ];
    }

    public static IReadOnlyList<AssignedAsset> Assets(IEnumerable<NestedList<AssignedAsset>> edges) =>
        [.. edges.SelectMany(edge => edge.Items)];
}
