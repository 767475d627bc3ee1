using System.Collections.Frozen;

namespace MetaGraph.Assets;

/// <summary>
/// The one table of asset kinds. Edges and vocabularies are those of Meta's own v25.0/v26.0 specifications; meaning and
/// order of tasks: https://developers.facebook.com/docs/business-management-apis/business-asset-management/overview
/// (read 2026-11-24).
/// </summary>
public static class AssetKinds
{
    /// <summary>All kinds, in the order of the enumeration.</summary>
    public static IReadOnlyList<AssetKindInfo> All { get; } =
    [
        new()
        {
            Kind = AssetKind.AdAccount,
            OwnedEdge = "owned_ad_accounts",
            ClientEdge = "client_ad_accounts",
            Fields = "id,name,account_status,business",
            Tasks = Tasks("AA_ANALYZE", "DRAFT", "ANALYZE", "ADVERTISE", "MANAGE"),
            TasksRequired = false,
            ReverseEdge = "assigned_ad_accounts",
            ContainedEdge = "contained_adaccounts",
            TellsAgencies = true,
            CanUnassign = true,
        },
        new()
        {
            Kind = AssetKind.Page,
            OwnedEdge = "owned_pages",
            ClientEdge = "client_pages",
            Fields = "id,name,is_published,business",
            Tasks = PageTasks.LeastFirst,
            TasksRequired = false,
            ReverseEdge = "assigned_pages",
            ContainedEdge = "contained_pages",
            TellsAgencies = true,
            CanUnassign = true,
        },
        new()
        {
            Kind = AssetKind.ProductCatalog,
            OwnedEdge = "owned_product_catalogs",
            ClientEdge = "client_product_catalogs",
            Fields = "id,name,business",
            Tasks = Tasks("AA_ANALYZE", "ADVERTISE", "MANAGE_AR", "MANAGE"),
            TasksRequired = true,
            ReverseEdge = "assigned_product_catalogs",
            ContainedEdge = "contained_product_catalogs",
            TellsAgencies = true,
            CanUnassign = true,
        },
        new()
        {
            Kind = AssetKind.Dataset,
            OwnedEdge = "owned_pixels",
            ClientEdge = "client_pixels",
            Fields = "id,name,is_unavailable,owner_business",
            Tasks = Tasks("AA_ANALYZE", "ANALYZE", "ADVERTISE", "UPLOAD", "EDIT"),
            TasksRequired = true,
            ReverseEdge = null,
            ContainedEdge = "contained_pixels",
            TellsAgencies = true,
            CanUnassign = false,
        },
        new()
        {
            Kind = AssetKind.WhatsAppBusinessAccount,
            OwnedEdge = "owned_whatsapp_business_accounts",
            ClientEdge = "client_whatsapp_business_accounts",
            Fields = "id,name,status,owner_business_info",
            Tasks = Tasks(
                "VIEW_COST",
                "VIEW_PHONE_ASSETS",
                "VIEW_TEMPLATES",
                "MESSAGING",
                "MANAGE_TEMPLATES",
                "MANAGE_PHONE_ASSETS",
                "MANAGE_PHONE",
                "MANAGE_EXTENSIONS",
                "DEVELOP",
                "MANAGE"
            ),
            TasksRequired = true,
            ReverseEdge = "assigned_whatsapp_business_accounts",
            ContainedEdge = null,
            TellsAgencies = false,
            CanUnassign = true,
        },
        new()
        {
            Kind = AssetKind.InstagramAccount,
            OwnedEdge = "owned_instagram_assets",
            ClientEdge = "client_instagram_assets",
            Fields = "id,ig_user_id,ig_username",
            Tasks = Tasks("ANALYZE", "ADVERTISE", "COMMUNITY_ACTIVITY", "MESSAGES", "CONTENT", "FULL_CONTROL"),
            TasksRequired = false,
            ReverseEdge = null,
            ContainedEdge = "contained_instagram_accounts",
            TellsAgencies = true,
            CanUnassign = true,
        },
        new()
        {
            Kind = AssetKind.AssetGroup,
            OwnedEdge = "business_asset_groups",
            ClientEdge = null,
            Fields = "id,name,owner_business",
            Tasks = [],
            TasksRequired = true,
            ReverseEdge = "assigned_business_asset_groups",
            ContainedEdge = null,
            TellsAgencies = false,
            CanUnassign = true,
        },
    ];

    private static readonly FrozenDictionary<AssetKind, AssetKindInfo> ByKind = All.ToFrozenDictionary(info =>
        info.Kind
    );

    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public static AssetKindInfo Of(AssetKind kind) =>
        ByKind.TryGetValue(kind, out var info)
            ? info
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of asset.");

    internal static IReadOnlyList<AssetTask> Tasks(params string[] leastFirst) =>
        Array.AsReadOnly(Array.ConvertAll(leastFirst, task => new AssetTask(task)));
}
