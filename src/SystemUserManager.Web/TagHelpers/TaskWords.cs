using MetaGraph.Assets;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// What a task lets one do, in a few words; Meta's name stands beside it. After Meta's reference of each kind's
/// assigned_users edge (v26.0, read 2026-11-24).
/// </summary>
public static class TaskWords
{
    private const string NewPages = "PROFILE_PLUS_";

    /// <summary>null: Meta's name has to speak for itself.</summary>
    public static string? Of(AssetKind kind, string task) =>
        kind == AssetKind.Page && task.StartsWith(NewPages, StringComparison.Ordinal)
            ? OfNewPage(task[NewPages.Length..])
            : (kind, task) switch
            {
                (AssetKind.AdAccount, "AA_ANALYZE") => "See analytics only",
                (AssetKind.AdAccount, "DRAFT") => "Draft ads, publish none",
                (AssetKind.AdAccount, "ANALYZE") => "See ads and reports",
                (AssetKind.AdAccount, "ADVERTISE") => "Run ads, spend money",
                (AssetKind.AdAccount, "MANAGE") => "All, with settings and billing",

                (AssetKind.Page, "ANALYZE") => "See insights",
                (AssetKind.Page, "ADVERTISE") => "Run ads for it",
                (AssetKind.Page, "MODERATE") => "Answer comments and messages",
                (AssetKind.Page, "MODERATE_COMMUNITY") => "Moderate the community",
                (AssetKind.Page, "READ_PAGE_MAILBOXES") => "Read its mailbox",
                (AssetKind.Page, "MESSAGING") => "Read and send messages",
                (AssetKind.Page, "MANAGE_LEADS") => "Read leads",
                (AssetKind.Page, "MANAGE_JOBS") => "Manage job posts",
                (AssetKind.Page, "CREATE_CONTENT") => "Publish as the Page",
                (AssetKind.Page, "MANAGE") => "All, with settings and people",
                (AssetKind.Page, "VIEW_MONETIZATION_INSIGHTS") => "See revenue",

                (AssetKind.ProductCatalog, "AA_ANALYZE") => "See analytics only",
                (AssetKind.ProductCatalog, "ADVERTISE") => "Use it in ads",
                (AssetKind.ProductCatalog, "MANAGE_AR") => "Manage AR effects",
                (AssetKind.ProductCatalog, "MANAGE") => "Change products and settings",

                (AssetKind.Dataset, "AA_ANALYZE") => "See analytics only",
                (AssetKind.Dataset, "ANALYZE") => "See events",
                (AssetKind.Dataset, "ADVERTISE") => "Use it in ads",
                (AssetKind.Dataset, "UPLOAD") => "Send events",
                (AssetKind.Dataset, "EDIT") => "Change settings",

                (AssetKind.WhatsAppBusinessAccount, "VIEW_COST") => "See costs",
                (AssetKind.WhatsAppBusinessAccount, "VIEW_PHONE_ASSETS") => "See phone numbers",
                (AssetKind.WhatsAppBusinessAccount, "VIEW_TEMPLATES") => "See templates",
                (AssetKind.WhatsAppBusinessAccount, "MESSAGING") => "Read and send messages",
                (AssetKind.WhatsAppBusinessAccount, "MANAGE_TEMPLATES") => "Change templates",
                (AssetKind.WhatsAppBusinessAccount, "MANAGE_PHONE_ASSETS") => "Change phone number settings",
                (AssetKind.WhatsAppBusinessAccount, "MANAGE_PHONE") => "Add and remove phone numbers",
                (AssetKind.WhatsAppBusinessAccount, "MANAGE_EXTENSIONS") => "Manage flows",
                (AssetKind.WhatsAppBusinessAccount, "DEVELOP") => "Set up apps and webhooks",
                (AssetKind.WhatsAppBusinessAccount, "MANAGE") => "All, with settings and people",

                (AssetKind.InstagramAccount, "ANALYZE") => "See insights",
                (AssetKind.InstagramAccount, "ADVERTISE") => "Run ads with it",
                (AssetKind.InstagramAccount, "COMMUNITY_ACTIVITY") => "Answer comments",
                (AssetKind.InstagramAccount, "MESSAGES") => "Read and send messages",
                (AssetKind.InstagramAccount, "CONTENT") => "Publish",
                _ => null,
            };

    /// <summary>Seldom needed: twins of the new Pages, and what only a few Pages have.</summary>
    public static bool IsRare(AssetKind kind, string task) =>
        kind == AssetKind.Page
        && (
            task.StartsWith(NewPages, StringComparison.Ordinal)
            || task.StartsWith("PAGES_", StringComparison.Ordinal)
            || task
                is "VIEW_MONETIZATION_INSIGHTS"
                    or "MODERATE_COMMUNITY"
                    or "MANAGE_JOBS"
                    or "CASHIER_ROLE"
                    or "GLOBAL_STRUCTURE_MANAGEMENT"
        );

    private static string? OfNewPage(string task) =>
        task == "FULL_CONTROL" ? "All, on a new Page"
        : Of(AssetKind.Page, task) is { } words ? $"{words}, on a new Page"
        : null;
}
