using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>Another business that an asset is shared to.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
/// <param name="PermittedTasks">What it may hand on to its own people and system users; empty when Graph does not tell it.</param>
public sealed record AssetAgency(GraphId Id, string Name, IReadOnlyList<AssetTask> PermittedTasks)
{
    internal const string FieldList = "id,name,permitted_tasks";

    internal static AssetAgency Read(JsonElement json) =>
        new(json.Id("id"), json.Text("name") ?? "", json.Words<AssetTask>("permitted_tasks"));
}
