using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>What differs between the kinds of assets.</summary>
/// <param name="Tasks">Accepted by assigned_users, v26.0.</param>
/// <param name="PermittedTasks">As read with <c>permitted_tasks</c>; null: this kind has no such key.</param>
/// <param name="Reverse">Edge on a user that lists its assets of this kind; null: there is none.</param>
/// <param name="ReadScopes">Any of these lets a token read the node itself; a trailing <c>_</c> stands for all that begin so.</param>
/// <param name="AssignScopes">Needed, beside business_management, to read or change assigned_users.</param>
/// <param name="GroupTasks">The parameter for this kind in an asset group; null: a group gives nothing on it.</param>
internal sealed record Kind(
    AssetKind AssetKind,
    string NodeName,
    string Owned,
    string Client,
    string? Reverse,
    bool TasksRequired,
    string[] Tasks,
    string[]? PermittedTasks,
    string[] ReadScopes,
    string[] AssignScopes,
    string? GroupTasks,
    string Contained
);

internal static class Kinds
{
    public static readonly string[] PageTasks =
    [
        "ADVERTISE",
        "ANALYZE",
        "CASHIER_ROLE",
        "CREATE_CONTENT",
        "GLOBAL_STRUCTURE_MANAGEMENT",
        "MANAGE",
        "MANAGE_JOBS",
        "MANAGE_LEADS",
        "MESSAGING",
        "MODERATE",
        "MODERATE_COMMUNITY",
        "PAGES_MESSAGING",
        "PAGES_MESSAGING_SUBSCRIPTIONS",
        "PROFILE_PLUS_ADVERTISE",
        "PROFILE_PLUS_ANALYZE",
        "PROFILE_PLUS_CREATE_CONTENT",
        "PROFILE_PLUS_CREATIVE_MANAGEMENT",
        "PROFILE_PLUS_CREATOR_MANAGEMENT",
        "PROFILE_PLUS_FACEBOOK_ACCESS",
        "PROFILE_PLUS_FULL_CONTROL",
        "PROFILE_PLUS_GLOBAL_STRUCTURE_MANAGEMENT",
        "PROFILE_PLUS_MANAGE",
        "PROFILE_PLUS_MANAGE_LEADS",
        "PROFILE_PLUS_MESSAGING",
        "PROFILE_PLUS_MODERATE",
        "PROFILE_PLUS_MODERATE_DELEGATE_COMMUNITY",
        "PROFILE_PLUS_REVENUE",
        "READ_PAGE_MAILBOXES",
        "VIEW_MONETIZATION_INSIGHTS",
    ];

    public static readonly string[] AdAccountTasks = ["AA_ANALYZE", "ADVERTISE", "ANALYZE", "DRAFT", "MANAGE"];

    public static readonly string[] PixelTasks = ["AA_ANALYZE", "ADVERTISE", "ANALYZE", "EDIT", "UPLOAD"];

    public static readonly string[] OfflineTasks = ["AA_ANALYZE", "ADVERTISE", "MANAGE", "UPLOAD", "VIEW"];

    private static readonly string[] CatalogTasks = ["AA_ANALYZE", "ADVERTISE", "MANAGE", "MANAGE_AR"];

    private static readonly string[] WhatsAppTasks =
    [
        "DEVELOP",
        "MANAGE",
        "MANAGE_EXTENSIONS",
        "MANAGE_PHONE",
        "MANAGE_PHONE_ASSETS",
        "MANAGE_TEMPLATES",
        "MESSAGING",
        "VIEW_COST",
        "VIEW_PHONE_ASSETS",
        "VIEW_TEMPLATES",
    ];

    // As the live schema lists them: more than the SDK knows.
    private static readonly string[] InstagramTasks =
    [
        "FULL_CONTROL",
        "CONTENT",
        "MESSAGES",
        "COMMUNITY_ACTIVITY",
        "ADVERTISE",
        "ANALYZE",
        "IG_APP_ADMIN",
        "IG_APP",
        "SPARK_INSIGHTS",
        "SPARK_PUBLISH",
        "SPARK_EVERYTHING",
        "CREATOR_MANAGEMENT",
        "CREATIVE_MANAGEMENT",
    ];

    public static readonly Kind[] All =
    [
        new(
            AssetKind.AdAccount,
            "AdAccount",
            "owned_ad_accounts",
            "client_ad_accounts",
            "assigned_ad_accounts",
            false,
            AdAccountTasks,
            ["MANAGE", "ADVERTISE", "ANALYZE", "FB_EMPLOYEE_DSO_ADVERTISE", "CREATIVE", "DRAFT", "AA_ANALYZE"],
            ["ads_management", "ads_read"],
            [],
            "adaccount_tasks",
            "contained_adaccounts"
        ),
        new(
            AssetKind.Page,
            "Page",
            "owned_pages",
            "client_pages",
            "assigned_pages",
            false,
            PageTasks,
            PageTasks,
            ["pages_show_list", "pages_"],
            [],
            "page_tasks",
            "contained_pages"
        ),
        new(
            AssetKind.ProductCatalog,
            "ProductCatalog",
            "owned_product_catalogs",
            "client_product_catalogs",
            "assigned_product_catalogs",
            true,
            CatalogTasks,
            CatalogTasks,
            ["catalog_management"],
            ["ads_management", "catalog_management"],
            null,
            "contained_product_catalogs"
        ),
        new(
            AssetKind.Pixel,
            "AdsPixel",
            "owned_pixels",
            "client_pixels",
            null,
            true,
            PixelTasks,
            ["EDIT", "ANALYZE", "UPLOAD", "ADVERTISE", "AA_ANALYZE"],
            ["ads_management", "ads_read"],
            [],
            "pixel_tasks",
            "contained_pixels"
        ),
        new(
            AssetKind.WhatsAppBusinessAccount,
            "WhatsAppBusinessAccount",
            "owned_whatsapp_business_accounts",
            "client_whatsapp_business_accounts",
            "assigned_whatsapp_business_accounts",
            true,
            WhatsAppTasks,
            WhatsAppTasks,
            ["whatsapp_business_management", "whatsapp_business_messaging"],
            ["whatsapp_business_management"],
            null,
            ""
        ),
        new(
            AssetKind.InstagramAccount,
            "InstagramBusinessAsset",
            "owned_instagram_assets",
            "client_instagram_assets",
            null,
            false,
            InstagramTasks,
            null,
            ["instagram_basic", "instagram_"],
            [],
            null,
            "contained_instagram_accounts"
        ),
    ];

    public static Kind Of(AssetKind kind) => All[(int)kind];

    public static Kind Of(Asset asset) => Of(asset.Kind);
}
