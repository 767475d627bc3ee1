using System.Globalization;
using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>Something in a business that system users can be assigned to.</summary>
/// <param name="Id">The id that assignments take; for an ad account with its <c>act_</c>.</param>
/// <param name="Name">Empty when Graph does not tell it; for an Instagram account the user name.</param>
/// <param name="OwnerBusiness">
/// Who owns it; null where Graph doesn't tell it, as of a client's Instagram account.
/// </param>
/// <param name="Status">
/// Meta's word, or for an ad account the word for Meta's number (an unknown number stays a number); null where Graph
/// tells none.
/// </param>
/// <param name="IsDead">Meta says that nothing works on it any more: disabled or closed ad account, unavailable dataset.</param>
/// <param name="InstagramUserId">Of an Instagram account: the user behind the asset. Null for other kinds.</param>
public sealed record Asset(
    AssetKind Kind,
    GraphId Id,
    string Name,
    AssetOwnership Ownership,
    GraphReference? OwnerBusiness,
    string? Status,
    bool IsDead,
    GraphId? InstagramUserId
)
{
    internal static Asset Read(JsonElement json, AssetKind kind, AssetOwnership ownership, GraphId businessId)
    {
        var owner =
            json.Reference("owner_business") ?? json.Reference("business") ?? json.Reference("owner_business_info");
        if (owner is null && ownership == AssetOwnership.Owned)
            owner = new GraphReference(businessId, null);
        var status = StatusOf(json, kind);
        return new Asset(
            kind,
            json.Id("id"),
            json.Text("name") ?? json.Text("ig_username") ?? "",
            ownership,
            owner,
            status,
            status is "DISABLED" or "CLOSED" or "UNAVAILABLE",
            json.OptionalId("ig_user_id")
        );
    }

    private static string? StatusOf(JsonElement json, AssetKind kind) =>
        kind switch
        {
            AssetKind.AdAccount => json.Number("account_status") is { } number ? AdAccountStatus(number) : null,
            AssetKind.Page => json.Flag("is_published") switch
            {
                true => "PUBLISHED",
                false => "UNPUBLISHED",
                null => null,
            },
            AssetKind.Dataset => json.Flag("is_unavailable") == true ? "UNAVAILABLE" : null,
            AssetKind.WhatsAppBusinessAccount => json.Text("status"),
            _ => null,
        };

    // https://developers.facebook.com/docs/marketing-api/reference/ad-account (read 2026-11-24).
    private static string AdAccountStatus(long number) =>
        number switch
        {
            1 => "ACTIVE",
            2 => "DISABLED",
            3 => "UNSETTLED",
            7 => "PENDING_RISK_REVIEW",
            8 => "PENDING_SETTLEMENT",
            9 => "IN_GRACE_PERIOD",
            100 => "PENDING_CLOSURE",
            101 => "CLOSED",
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
}

/// <summary>An asset with all business users and system users assigned to it.</summary>
public sealed record AssetWithUsers(Asset Asset, IReadOnlyList<AssignedUser> Users);
