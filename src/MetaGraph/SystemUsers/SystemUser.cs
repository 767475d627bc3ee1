using System.Text.Json;
using MetaGraph.Assets;
using MetaGraph.Http;

namespace MetaGraph.SystemUsers;

/// <summary>A non-human member of a business. Its id is scoped to the app whose token read it.</summary>
/// <param name="Name">Empty when Graph does not tell it; not promised to be unique.</param>
/// <param name="CreatedBy">Null when not told.</param>
/// <param name="CreatedTime">UTC; null when not told.</param>
public sealed record SystemUser(
    GraphId Id,
    string Name,
    SystemUserRole Role,
    GraphReference? CreatedBy,
    DateTimeOffset? CreatedTime
)
{
    internal const string FieldList = "id,name,role,created_by,created_time";

    internal static SystemUser Read(JsonElement json) =>
        new(
            json.Id("id"),
            json.Text("name") ?? "",
            new SystemUserRole(json.Text("role") ?? ""),
            json.Reference("created_by"),
            json.Time("created_time")
        );
}

/// <summary>A system user with what it reaches by grants of its own, as the five reverse edges tell it.</summary>
/// <param name="Assets">
/// Ad accounts, Pages, catalogs, WhatsApp Business accounts and asset groups. Datasets and Instagram accounts have no
/// reverse edge: read those from the asset's side.
/// </param>
public sealed record SystemUserWithGrants(SystemUser User, IReadOnlyList<AssignedAsset> Assets);

/// <summary>Who the token belongs to; the id is scoped to the token's app.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
public sealed record Me(GraphId Id, string Name)
{
    internal static Me Read(JsonElement json) => new(json.Id("id"), json.Text("name") ?? "");
}
