using MetaGraph.Tokens;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed record ScopeGroup(string Title, IReadOnlyList<ScopeInfo> Scopes);

/// <summary>All scopes in the order in which one looks for them: what most integrations need, then the rest by product.</summary>
public static class ScopeGroups
{
    private static readonly string[] Usual =
    [
        "ads_read",
        "ads_management",
        "business_management",
        "catalog_management",
        "leads_retrieval",
        "pages_show_list",
        "pages_read_engagement",
        "pages_manage_ads",
        "pages_messaging",
        "instagram_basic",
        "whatsapp_business_management",
        "whatsapp_business_messaging",
    ];

    public static IReadOnlyList<ScopeInfo> Common { get; } = [.. Usual.Select(s => Scopes.Find(new Scope(s))!)];

    public static IReadOnlyList<ScopeGroup> Others { get; } =
    [
        .. Scopes
            .All.Except(Common)
            .GroupBy(TitleOf)
            .OrderBy(g => Array.IndexOf(Titles, g.Key))
            .Select(g => new ScopeGroup(g.Key, [.. g])),
    ];

    private const string Gated = "Only for apps that Meta gave this capability";

    private static string[] Titles => ["Pages", "Instagram", "Commerce", "Other", Gated];

    private static string TitleOf(ScopeInfo info) =>
        info switch
        {
            { IsGated: true } => Gated,
            { Scope.Value: var s }
                when s.StartsWith("page", StringComparison.Ordinal) || s.Contains("_page_", StringComparison.Ordinal) =>
                "Pages",
            { Scope.Value: var s } when s.StartsWith("instagram", StringComparison.Ordinal) => "Instagram",
            { Scope.Value: var s } when s.StartsWith("commerce", StringComparison.Ordinal) => "Commerce",
            _ => "Other",
        };
}
