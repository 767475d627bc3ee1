using MetaGraph.Assets;
using MetaGraph.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>The purposes that integrations are made for.</summary>
public static class PurposePresets
{
    private static readonly DateOnly Read = new(2026, 11, 24);

    private static readonly Uri TaskSource = new(
        "https://developers.facebook.com/docs/business-management-apis/business-asset-management/overview"
    );

    private static readonly Uri ScopeSource = new("https://developers.facebook.com/docs/permissions");

    private static readonly Uri WhatsAppSource = new(
        "https://developers.facebook.com/docs/marketing-api/reference/whats-app-business-account/assigned_users"
    );

    public static IReadOnlyList<PurposePreset> All { get; } =
    [
        Of("reporting", "Reporting", "Reads how ads perform", [On(AssetKind.AdAccount, "ANALYZE")], ["ads_read"], null),
        Of(
            "ad-management",
            "Ad management",
            "Makes and changes ads, and spends money",
            [
                On(AssetKind.AdAccount, "ADVERTISE"),
                On(AssetKind.Page, "ADVERTISE"),
                On(AssetKind.ProductCatalog, "ADVERTISE"),
                On(AssetKind.Dataset, "ADVERTISE"),
                On(AssetKind.InstagramAccount, "ADVERTISE"),
            ],
            ["ads_management"],
            "Which scope ads need that run for a Page: pages_manage_ads may be wanted too"
        ),
        Of(
            "catalog-feed",
            "Catalog feed",
            "Puts products into catalogs",
            [On(AssetKind.ProductCatalog, "MANAGE")],
            ["catalog_management"],
            null
        ),
        Of(
            "conversions-api",
            "Conversions API",
            "Sends events from a server",
            [On(AssetKind.Dataset, "UPLOAD")],
            ["ads_read"],
            "That UPLOAD is the task for sending events"
        ),
        Of(
            "whatsapp-messaging",
            "WhatsApp messaging",
            "Sends and receives messages",
            [On(AssetKind.WhatsAppBusinessAccount, "MESSAGING")],
            ["whatsapp_business_management", "whatsapp_business_messaging"],
            "That MESSAGING is enough without DEVELOP",
            WhatsAppSource
        ),
        Of(
            "lead-retrieval",
            "Lead retrieval",
            "Reads what people left in lead forms",
            [On(AssetKind.Page, "MANAGE_LEADS")],
            ["leads_retrieval"],
            "That MANAGE_LEADS is enough on the Page"
        ),
        Of(
            "page-publishing",
            "Page publishing",
            "Posts on Pages",
            [On(AssetKind.Page, "CREATE_CONTENT")],
            ["pages_manage_posts"],
            null
        ),
        Of("custom", "Custom", "Something else: nothing is said to be enough or too much", [], [], null),
    ];

    /// <summary>null: none of this key.</summary>
    public static PurposePreset? Find(string? key) => All.FirstOrDefault(p => p.Key == key);

    private static PurposePreset Of(
        string key,
        string name,
        string purpose,
        KeyValuePair<AssetKind, IReadOnlyList<string>>[] tasks,
        string[] scopes,
        string? unconfirmed,
        Uri? taskSource = null
    ) =>
        new(
            key,
            name,
            purpose,
            tasks.ToDictionary(),
            WithDependencies(scopes),
            tasks.Length == 0 ? [] : [taskSource ?? TaskSource, ScopeSource],
            Read,
            unconfirmed
        );

    private static KeyValuePair<AssetKind, IReadOnlyList<string>> On(AssetKind kind, params string[] tasks) =>
        new(kind, tasks);

    private static IReadOnlyList<string> WithDependencies(string[] scopes)
    {
        var all = new SortedSet<string>(scopes, StringComparer.Ordinal);
        for (var before = 0; before != all.Count; )
        {
            before = all.Count;
            all.UnionWith(
                all.SelectMany(s => Scopes.Find(new Scope(s))?.DependsOn ?? []).Select(d => d.Value).ToList()
            );
        }

        return [.. all];
    }
}
