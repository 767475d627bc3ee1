using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Business portfolios and what hangs on them.</summary>
internal static class Businesses
{
    public static NodeType AppNode { get; } =
        new NodeType("Application", (_, node) => ((App)node).Id)
            .Text<App>("name", app => app.Name, isDefault: true)
            .Text<App>("link", app => $"https://www.facebook.com/games/?app_id={app.Id}")
            .Text<App>("category", app => app.Category);

    public static NodeType Node { get; } = Make();

    /// <summary>Of its members alone: a partner sees the name, not the lists.</summary>
    public static void CheckMember(GraphCall call, object node)
    {
        call.Caller.Need(Rights.BusinessManagement);
        call.Caller.NeedMember(((Business)node).Id);
    }

    private static NodeType Make()
    {
        var type = new NodeType("Business", (_, node) => ((Business)node).Id)
            .Text<Business>("name", business => business.Name, isDefault: true)
            .Text<Business>("verification_status", business => business.VerificationStatus)
            .Text<Business>("two_factor_type", business => business.TwoFactorType)
            .With("timezone_id", (_, _, _, json) => json.WriteNumber("timezone_id", 1))
            .Text<Business>("vertical", business => business.Vertical)
            .With("vertical_id", (_, _, _, json) => json.WriteNumber("vertical_id", 0))
            .Text<Business>("created_by", _ => null)
            .Text<Business>("created_time", business => Values.Time(business.CreatedTime))
            .Text<Business>("updated_by", _ => null)
            .Text<Business>("updated_time", business => Values.Time(business.CreatedTime))
            .Text<Business>("extended_updated_time", _ => null)
            .Text<Business>("link", business => $"https://www.facebook.com/{business.Id}")
            .Text<Business>("primary_page", _ => null)
            .Text<Business>("profile_picture_uri", _ => null)
            .With("is_hidden", (_, _, _, json) => json.WriteBoolean("is_hidden", false))
            .With("block_offline_analytics", (_, _, _, json) => json.WriteBoolean("block_offline_analytics", false))
            .Text<Business>("payment_account_id", _ => null)
            .Text<Business>("user_access_expire_time", _ => null)
            .Edge("system_users", SystemUsers.Edge)
            .Edge("business_users", People.Edge)
            .Edge("business_asset_groups", AssetGroups.Edge)
            .Edge("agencies", Partners.AgenciesEdge)
            .Edge("clients", Partners.ClientsEdge)
            .Edge("owned_apps", AppsEdge)
            .Edge("adspixels", AssetNodes.AdsPixelsEdge);
        foreach (var kind in Kinds.All)
            type.Edge(kind.Owned, AssetNodes.OwnedEdge(kind)).Edge(kind.Client, AssetNodes.ClientEdge(kind));
        foreach (var edge in new[] { "owned_instagram_accounts", "instagram_accounts", "instagram_business_accounts" })
            type.Edge(edge, AssetNodes.InstagramUsersEdge);
        foreach (var (edge, target) in AlwaysEmpty)
            type.Edge(edge, NamedNode.Nothing(target));
        return type;
    }

    private static EdgeDefinition AppsEdge =>
        new()
        {
            Target = () => AppNode,
            Check = CheckMember,
            Rows = (call, node, _) => [.. ((Business)node).ClaimedApps.Select(id => new Row(call.State.FindApp(id)!))],
        };

    private static IEnumerable<(string Edge, string Target)> AlwaysEmpty =>
        [
            ("client_apps", "Application"),
            ("owned_businesses", "Business"),
            ("owned_offsite_signal_container_business_objects", "OffsiteSignalContainerBusinessObject"),
            ("client_offsite_signal_container_business_objects", "OffsiteSignalContainerBusinessObject"),
            ("pending_owned_ad_accounts", "BusinessAdAccountRequest"),
            ("pending_owned_pages", "BusinessPageRequest"),
            ("pending_client_ad_accounts", "BusinessAdAccountRequest"),
            ("pending_client_pages", "BusinessPageRequest"),
            ("pending_client_apps", "BusinessApplicationRequest"),
            ("pending_users", "BusinessRoleRequest"),
        ];
}
