using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>One line of an ad account's history.</summary>
/// <param name="Time">UTC, to the second; null when not told.</param>
/// <param name="Type">As Meta writes it: see <see cref="UserAdded"/>, <see cref="UserRemoved"/>; there are many more.</param>
/// <param name="ActorName">Who did it; null when not told.</param>
/// <param name="ObjectId">Whom or what it was done to; null when not told.</param>
public sealed record AdAccountActivity(
    DateTimeOffset? Time,
    string Type,
    GraphId? ActorId,
    string? ActorName,
    GraphId? ObjectId,
    string? ObjectName
)
{
    /// <summary>The type of a line about somebody who was given a role on the ad account.</summary>
    public const string UserAdded = "ad_account_add_user_to_role";

    /// <summary>The type of a line about somebody whose role on the ad account was taken away.</summary>
    public const string UserRemoved = "ad_account_remove_user_from_role";

    internal const string FieldList = "event_time,event_type,actor_id,actor_name,object_id,object_name";

    internal static AdAccountActivity Read(JsonElement json) =>
        new(
            json.Time("event_time"),
            json.Text("event_type") ?? "",
            json.OptionalId("actor_id"),
            json.Text("actor_name"),
            json.OptionalId("object_id"),
            json.Text("object_name")
        );
}
