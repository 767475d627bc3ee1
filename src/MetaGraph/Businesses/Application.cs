using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Businesses;

/// <summary>An app that a business owns or is given access to.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
public sealed record Application(GraphId Id, string Name)
{
    internal static Application Read(JsonElement json) => new(json.Id("id"), json.Text("name") ?? "");
}
