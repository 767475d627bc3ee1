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

    /// <summary>First pages, in the order of the kinds; a list that Graph leaves out is an empty one.</summary>
    public static IReadOnlyList<GraphPage<AssignedAsset>> Read(JsonElement json) =>
        [
            .. Kinds.Select(info =>
                GraphPage.Nested(json, info.ReverseEdge!, item => AssignedAsset.Read(item, info.Kind))
            ),
        ];

    public static async Task<IReadOnlyList<AssignedAsset>> CompleteAsync(
        GraphConnection graph,
        GraphId systemUserId,
        IReadOnlyList<GraphPage<AssignedAsset>> firstPages,
        CancellationToken cancellationToken
    )
    {
        var assets = new List<AssignedAsset>();
        foreach (var (info, firstPage) in Kinds.Zip(firstPages))
            assets.AddRange(
                await graph.RestAsync(
                    firstPage,
                    GraphRequest.Get(systemUserId, info.ReverseEdge!).Fields(AssignedAsset.FieldsOf(info.Kind)),
                    item => AssignedAsset.Read(item, info.Kind),
                    cancellationToken
                )
            );
        return assets;
    }
}
