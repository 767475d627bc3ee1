using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Businesses;

/// <summary>Another business with which assets are shared, in either direction.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
public sealed record PartnerBusiness(GraphId Id, string Name)
{
    internal static PartnerBusiness Read(JsonElement json) => new(json.Id("id"), json.Text("name") ?? "");
}
