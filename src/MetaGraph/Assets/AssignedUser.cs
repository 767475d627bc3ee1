using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>A business user or system user assigned to an asset.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
/// <param name="Tasks">
/// All that the user may do there. Meta adds implied tasks by itself, so compare with "contains all asked", not equality.
/// Empty for an asset group: see <paramref name="GroupTasks"/>.
/// </param>
/// <param name="GroupTasks">For an asset group the lists per kind, where Graph tells them; null otherwise.</param>
public sealed record AssignedUser(GraphId Id, string Name, IReadOnlyList<AssetTask> Tasks, AssetGroupTasks? GroupTasks)
{
    internal const string FieldList = "id,name,tasks";

    internal static AssignedUser Read(JsonElement json)
    {
        var tasks = json.Words<AssetTask>("tasks");
        var group = AssetGroupTasks.Read(json);
        return new AssignedUser(json.Id("id"), json.Text("name") ?? "", tasks, group.Distinct().Any() ? group : null);
    }
}
