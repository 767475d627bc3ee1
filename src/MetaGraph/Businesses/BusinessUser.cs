using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Businesses;

/// <summary>A person's membership in a business. Its id is scoped to the business, not the person's own Facebook id.</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
/// <param name="Email">Null when not told.</param>
/// <param name="Role">As Meta writes it, for example <c>ADMIN</c>, <c>EMPLOYEE</c>, <c>FINANCE_EDITOR</c>; null when not told.</param>
/// <param name="TwoFactorStatus">As Meta writes it; null when not told.</param>
/// <param name="IsMarkedForRemoval">False also when not told.</param>
public sealed record BusinessUser(
    GraphId Id,
    string Name,
    string? Email,
    string? Role,
    string? Title,
    string? PendingEmail,
    string? TwoFactorStatus,
    bool IsMarkedForRemoval
)
{
    internal static BusinessUser Read(JsonElement json) =>
        new(
            json.Id("id"),
            json.Text("name") ?? "",
            json.Text("email"),
            json.Text("role"),
            json.Text("title"),
            json.Text("pending_email"),
            json.Text("two_fac_status"),
            json.Flag("marked_for_removal") ?? false
        );
}
