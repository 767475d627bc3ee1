using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Businesses;

/// <summary>A business (Meta's pages call it a business portfolio).</summary>
/// <param name="Name">Empty when Graph does not tell it.</param>
/// <param name="VerificationStatus">As Meta writes it: <c>verified</c>, <c>not_verified</c>, <c>pending</c>, …; null when not told.</param>
/// <param name="TwoFactorType">As Meta writes it: <c>none</c>, <c>admin_required</c>, <c>all_required</c>; null when not told.</param>
/// <param name="CreatedTime">UTC; null when not told.</param>
public sealed record Business(
    GraphId Id,
    string Name,
    string? VerificationStatus,
    string? TwoFactorType,
    DateTimeOffset? CreatedTime
)
{
    internal static Business Read(JsonElement json) =>
        new(
            json.Id("id"),
            json.Text("name") ?? "",
            json.Text("verification_status"),
            json.Text("two_factor_type"),
            json.Time("created_time")
        );
}
