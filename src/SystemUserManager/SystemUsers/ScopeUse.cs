using System.Collections.Frozen;
using MetaGraph.Assets;
using MetaGraph.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>What a scope gives power over, besides reading.</summary>
[Flags]
public enum ScopePower
{
    None = 0,

    /// <summary>Ads that cost money, or messages that Meta charges for.</summary>
    SpendsMoney = 1,

    /// <summary>What people wrote or left: messages, leads, comments, orders.</summary>
    ReadsPeople = 2,
}

/// <summary>One kind of asset that a scope works on.</summary>
/// <param name="Tasks">For the scope's power any of these is needed on the asset; empty: any task will do.</param>
public sealed record ScopeTarget(AssetKind Kind, params IReadOnlyList<string> Tasks);

/// <summary>
/// On which assets a scope is of use, and what it can do there. A judgement from Meta's permission reference
/// (https://developers.facebook.com/docs/permissions, read 2026-11-24), which speaks of no tasks: where it is unclear,
/// more is said to be possible than may be.
/// </summary>
/// <param name="Targets">The assets it is made for; empty: it works on none of these kinds (orders, businesses).</param>
/// <param name="Also">Kinds that it is of some use for, too.</param>
public sealed record ScopeUse(ScopePower Power, IReadOnlyList<ScopeTarget> Targets, IReadOnlyList<AssetKind> Also)
{
    private static readonly string[] RunAds = ["ADVERTISE", "MANAGE"];
    private static readonly string[] PageLeads =
    [
        "ADVERTISE",
        "PROFILE_PLUS_ADVERTISE",
        "MANAGE_LEADS",
        "PROFILE_PLUS_MANAGE_LEADS",
        .. PageControl,
    ];
    private static readonly string[] PageMessages =
    [
        "READ_PAGE_MAILBOXES",
        "MESSAGING",
        "PAGES_MESSAGING",
        "PAGES_MESSAGING_SUBSCRIPTIONS",
        "PROFILE_PLUS_MESSAGING",
        "MODERATE",
        "PROFILE_PLUS_MODERATE",
        .. PageControl,
    ];

    private static readonly FrozenDictionary<string, ScopeUse> ByScope = new Dictionary<string, ScopeUse>
    {
        ["ads_management"] = new(
            ScopePower.SpendsMoney,
            [new(AssetKind.AdAccount, RunAds), new(AssetKind.Dataset)],
            [AssetKind.Page, AssetKind.ProductCatalog, AssetKind.InstagramAccount]
        ),
        ["ads_read"] = On(AssetKind.AdAccount, AssetKind.Dataset),
        ["attribution_read"] = On(AssetKind.AdAccount),
        ["catalog_management"] = On(AssetKind.ProductCatalog),
        ["commerce_account_manage_orders"] = new(ScopePower.ReadsPeople, [], []),
        ["commerce_account_read_orders"] = new(ScopePower.ReadsPeople, [], []),
        ["instagram_basic"] = On(AssetKind.InstagramAccount, AssetKind.Page),
        ["instagram_branded_content_ads_brand"] = On(AssetKind.InstagramAccount, AssetKind.Page),
        ["instagram_branded_content_brand"] = On(AssetKind.InstagramAccount, AssetKind.Page),
        ["instagram_content_publish"] = On(AssetKind.InstagramAccount, AssetKind.Page),
        ["instagram_manage_comments"] = new(
            ScopePower.ReadsPeople,
            [new(AssetKind.InstagramAccount, "COMMUNITY_ACTIVITY"), new(AssetKind.Page)],
            []
        ),
        ["instagram_manage_insights"] = On(AssetKind.InstagramAccount, AssetKind.Page),
        ["instagram_manage_messages"] = new(
            ScopePower.ReadsPeople,
            [new(AssetKind.InstagramAccount, "MESSAGES"), new(AssetKind.Page, PageMessages)],
            []
        ),
        ["instagram_shopping_tag_products"] = On(AssetKind.InstagramAccount, AssetKind.ProductCatalog),
        ["leads_retrieval"] = new(ScopePower.ReadsPeople, [new(AssetKind.Page, PageLeads)], []),
        ["page_events"] = On(AssetKind.Page, AssetKind.Dataset),
        ["pages_manage_ads"] = On(AssetKind.Page),
        ["pages_manage_cta"] = On(AssetKind.Page),
        ["pages_manage_engagement"] = On(AssetKind.Page),
        ["pages_manage_instant_articles"] = On(AssetKind.Page),
        ["pages_manage_metadata"] = On(AssetKind.Page),
        ["pages_manage_posts"] = On(AssetKind.Page),
        ["pages_messaging"] = new(ScopePower.ReadsPeople, [new(AssetKind.Page, PageMessages)], []),
        ["pages_read_engagement"] = On(AssetKind.Page),
        ["pages_read_user_content"] = new(ScopePower.ReadsPeople, [new(AssetKind.Page)], []),
        ["pages_show_list"] = On(AssetKind.Page),
        ["publish_video"] = On(AssetKind.Page),
        ["read_insights"] = On(AssetKind.Page),
        ["read_page_mailboxes"] = new(ScopePower.ReadsPeople, [new(AssetKind.Page, PageMessages)], []),
        ["whatsapp_business_management"] = On(AssetKind.WhatsAppBusinessAccount),
        ["whatsapp_business_messaging"] = new(
            ScopePower.ReadsPeople | ScopePower.SpendsMoney,
            [new(AssetKind.WhatsAppBusinessAccount, "MESSAGING", "MANAGE")],
            []
        ),
    }.ToFrozenDictionary();

    private static string[] PageControl =>
        ["MANAGE", "PROFILE_PLUS_MANAGE", "PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_FACEBOOK_ACCESS"];

    /// <summary>null: nothing is said of this scope (business_management, audience network, the gated ones).</summary>
    public static ScopeUse? Find(string scope) => ByScope.GetValueOrDefault(scope);

    /// <summary>What Meta wants granted along with these, and along with that.</summary>
    public static IReadOnlySet<string> WantedAlong(IEnumerable<string> scopes)
    {
        var along = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<string>(scopes);
        while (left.TryDequeue(out var scope))
        {
            foreach (var wanted in Scopes.Find(new Scope(scope))?.DependsOn ?? [])
            {
                if (along.Add(wanted.Value))
                    left.Enqueue(wanted.Value);
            }
        }

        return along;
    }

    public bool Serves(AssetKind kind) => Targets.Any(t => t.Kind == kind) || Also.Contains(kind);

    private static ScopeUse On(params AssetKind[] kinds) =>
        new(ScopePower.None, [.. kinds.Select(k => new ScopeTarget(k))], []);
}
