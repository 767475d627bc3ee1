using System.Collections.Frozen;

namespace MetaGraph.Tokens;

/// <summary>A scope with what it is for.</summary>
/// <param name="Meaning">One line.</param>
/// <param name="DependsOn">Scopes that Meta wants to be granted along with it; empty where none is documented.</param>
/// <param name="IsGated">Meta accepts it only from apps with a capability of their own.</param>
public sealed record ScopeInfo(Scope Scope, string Meaning, IReadOnlyList<Scope> DependsOn, bool IsGated);

/// <summary>
/// The scopes Meta documents for tokens of system users.
/// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens and
/// https://developers.facebook.com/docs/permissions (both read 2026-11-24; some dependencies from secondary sources).
/// </summary>
public static class Scopes
{
    /// <summary>In alphabetical order; the gated ones after the others.</summary>
    public static IReadOnlyList<ScopeInfo> All { get; } =
    [
        Of(
            "ads_management",
            "Read and change ad accounts it is assigned to",
            "pages_read_engagement",
            "pages_show_list"
        ),
        Of("ads_read", "Read ad reports; send events by the Conversions API"),
        Of("attribution_read", "Read attribution reports"),
        Of(
            "business_management",
            "Read and change businesses: system users, assets, assignments",
            "pages_read_engagement",
            "pages_show_list"
        ),
        Of("catalog_management", "Read and change product catalogs", "business_management"),
        Of("commerce_account_manage_orders", "Read and change orders of commerce accounts"),
        Of("commerce_account_read_orders", "Read orders of commerce accounts"),
        Of("commerce_account_read_settings", "Read settings of commerce accounts"),
        Of("instagram_basic", "Read Instagram profiles and media", "pages_read_engagement", "pages_show_list"),
        Of("instagram_branded_content_ads_brand", "Manage branded content ads on Instagram as the brand"),
        Of("instagram_branded_content_brand", "Manage branded content on Instagram as the brand"),
        Of(
            "instagram_content_publish",
            "Publish on Instagram",
            "instagram_basic",
            "pages_read_engagement",
            "pages_show_list"
        ),
        Of(
            "instagram_manage_comments",
            "Read and change Instagram comments",
            "instagram_basic",
            "pages_read_engagement",
            "pages_show_list"
        ),
        Of(
            "instagram_manage_insights",
            "Read Instagram insights",
            "instagram_basic",
            "pages_read_engagement",
            "pages_show_list"
        ),
        Of(
            "instagram_manage_messages",
            "Read and send Instagram direct messages",
            "instagram_basic",
            "pages_read_engagement",
            "pages_show_list"
        ),
        Of("instagram_shopping_tag_products", "Tag products on Instagram", "instagram_basic"),
        Of(
            "leads_retrieval",
            "Read submitted lead forms",
            "ads_management",
            "ads_read",
            "business_management",
            "pages_manage_ads",
            "pages_read_engagement",
            "pages_show_list"
        ),
        Of("page_events", "Send events on behalf of Pages"),
        Of("pages_manage_ads", "Manage ads of Pages", "pages_show_list"),
        Of("pages_manage_cta", "Manage call-to-action buttons of Pages"),
        Of("pages_manage_engagement", "Manage comments on Pages", "pages_show_list"),
        Of("pages_manage_instant_articles", "Manage instant articles of Pages"),
        Of(
            "pages_manage_metadata",
            "Manage settings and webhooks of Pages; read who is assigned to them",
            "pages_show_list"
        ),
        Of("pages_manage_posts", "Publish on Pages", "pages_show_list"),
        Of("pages_messaging", "Read and send messages of Pages", "pages_show_list"),
        Of("pages_read_engagement", "Read content, followers and insights of Pages", "pages_show_list"),
        Of("pages_read_user_content", "Read what people post on Pages", "pages_show_list"),
        Of("pages_show_list", "List Pages it is assigned to"),
        Of("private_computation_access", "Use private computation products"),
        Of("publish_video", "Publish live video"),
        Of("read_audience_network_insights", "Read Audience Network insights"),
        Of("read_insights", "Read insights of Pages, apps and domains"),
        Of("read_page_mailboxes", "Read mailboxes of Pages"),
        Of(
            "whatsapp_business_management",
            "Manage WhatsApp Business accounts: templates, phone numbers, analytics, webhooks"
        ),
        Of("whatsapp_business_messaging", "Send and receive WhatsApp messages"),
        Gated("business_creative_insights", "Read insights of creative assets"),
        Gated("business_creative_insights_share", "Share insights of creative assets"),
        Gated("business_creative_management", "Manage creative assets"),
        Gated("business_data_management", "Manage business data"),
        Gated("commerce_account_read_reports", "Read reports of commerce accounts"),
        Gated("commerce_manage_accounts", "Manage commerce accounts"),
    ];

    private static readonly FrozenDictionary<Scope, ScopeInfo> ByScope = All.ToFrozenDictionary(info => info.Scope);

    /// <returns>Null for a scope that is not in the list.</returns>
    public static ScopeInfo? Find(Scope scope) => ByScope.GetValueOrDefault(scope);

    private static ScopeInfo Of(string scope, string meaning, params string[] dependsOn) =>
        new(new Scope(scope), meaning, Array.ConvertAll(dependsOn, name => new Scope(name)), IsGated: false);

    private static ScopeInfo Gated(string scope, string meaning) => new(new Scope(scope), meaning, [], IsGated: true);
}
