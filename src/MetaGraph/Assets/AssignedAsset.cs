using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>An asset that a system user is assigned to, as the system user's own lists tell it.</summary>
/// <param name="Name">Null when Graph does not tell it.</param>
/// <param name="Tasks">
/// All that it may do there, implied tasks included. For an asset group: every task named in <paramref name="GroupTasks"/>.
/// </param>
/// <param name="GroupTasks">For an asset group the lists per kind; null for other kinds.</param>
public sealed record AssignedAsset(
    AssetKind Kind,
    GraphId Id,
    string? Name,
    IReadOnlyList<AssetTask> Tasks,
    AssetGroupTasks? GroupTasks = null
)
{
    internal static string FieldsOf(AssetKind kind) =>
        kind == AssetKind.AssetGroup ? $"id,name,{AssetGroupTasks.FieldList}" : "id,name,tasks";

    internal static AssignedAsset Read(JsonElement json, AssetKind kind)
    {
        var group = kind == AssetKind.AssetGroup ? AssetGroupTasks.Read(json) : null;
        return new AssignedAsset(
            kind,
            json.Id("id"),
            json.Text("name"),
            group is null ? json.Words<AssetTask>("tasks") : [.. group.Distinct()],
            group
        );
    }
}
