using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Businesses;

/// <summary>An app that a business owns or is given access to.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
/// <param name="Link">The app's public page; null when not told.</param>
public sealed record Application(GraphId Id, string Name, string? Category, string? Link)
{
    internal static Application Read(JsonElement json) =>
        new(json.Id("id"), json.Text("name") ?? "", json.Text("category"), json.Text("link"));
}
