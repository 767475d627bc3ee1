namespace SystemUserManager.Sandbox.Graph;

/// <summary>Permissions that a system user's token can carry.</summary>
internal static class Scopes
{
    public static readonly string[] Supported =
    [
        "ads_management",
        "ads_read",
        "attribution_read",
        "business_management",
        "catalog_management",
        "commerce_account_manage_orders",
        "commerce_account_read_orders",
        "commerce_account_read_settings",
        "instagram_basic",
        "instagram_branded_content_ads_brand",
        "instagram_branded_content_brand",
        "instagram_content_publish",
        "instagram_manage_comments",
        "instagram_manage_insights",
        "instagram_manage_messages",
        "instagram_shopping_tag_products",
        "leads_retrieval",
        "page_events",
        "pages_manage_ads",
        "pages_manage_cta",
        "pages_manage_engagement",
        "pages_manage_instant_articles",
        "pages_manage_metadata",
        "pages_manage_posts",
        "pages_messaging",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_show_list",
        "private_computation_access",
        "publish_video",
        "read_audience_network_insights",
        "read_insights",
        "read_page_mailboxes",
        "whatsapp_business_management",
        "whatsapp_business_messaging",
    ];

    /// <summary>What the token that manages system users needs.</summary>
    public static readonly string[] Control =
    [
        "business_management",
        "ads_management",
        "catalog_management",
        "pages_manage_metadata",
        "whatsapp_business_management",
    ];
}
