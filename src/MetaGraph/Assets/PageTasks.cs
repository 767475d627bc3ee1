namespace MetaGraph.Assets;

/// <summary>
/// Tasks of a Page. The classic five include each other in this order: ANALYZE, ADVERTISE, MODERATE, CREATE_CONTENT,
/// MANAGE; each PROFILE_PLUS_ task of the New Pages experience stands behind its classic twin.
/// https://developers.facebook.com/docs/graph-api/reference/page/assigned_users (v26.0, read 2026-11-24).
/// </summary>
internal static class PageTasks
{
    public static IReadOnlyList<AssetTask> LeastFirst { get; } =
        AssetKinds.Tasks(
            "ANALYZE",
            "PROFILE_PLUS_ANALYZE",
            "VIEW_MONETIZATION_INSIGHTS",
            "PROFILE_PLUS_REVENUE",
            "ADVERTISE",
            "PROFILE_PLUS_ADVERTISE",
            "MODERATE_COMMUNITY",
            "PROFILE_PLUS_MODERATE_DELEGATE_COMMUNITY",
            "MODERATE",
            "PROFILE_PLUS_MODERATE",
            "READ_PAGE_MAILBOXES",
            "MESSAGING",
            "PAGES_MESSAGING",
            "PAGES_MESSAGING_SUBSCRIPTIONS",
            "PROFILE_PLUS_MESSAGING",
            "MANAGE_LEADS",
            "PROFILE_PLUS_MANAGE_LEADS",
            "MANAGE_JOBS",
            "CASHIER_ROLE",
            "CREATE_CONTENT",
            "PROFILE_PLUS_CREATE_CONTENT",
            "PROFILE_PLUS_CREATIVE_MANAGEMENT",
            "PROFILE_PLUS_CREATOR_MANAGEMENT",
            "GLOBAL_STRUCTURE_MANAGEMENT",
            "PROFILE_PLUS_GLOBAL_STRUCTURE_MANAGEMENT",
            "PROFILE_PLUS_FACEBOOK_ACCESS",
            "MANAGE",
            "PROFILE_PLUS_MANAGE",
            "PROFILE_PLUS_FULL_CONTROL"
        );
}
