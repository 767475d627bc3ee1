using System.Globalization;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>The six kinds of single assets: their nodes, and the lists of a business.</summary>
internal static class AssetNodes
{
    private static readonly NodeType[] Types = [.. Kinds.All.Select(Make)];

    private static readonly NodeType InstagramUser = new NodeType(
        "IGUser",
        (_, node) => InstagramId((Asset)node)
    ).Text<Asset>("username", Username);

    public static EdgeDefinition InstagramUsersEdge { get; } =
        new()
        {
            Target = () => InstagramUser,
            Check = Businesses.CheckMember,
            Rows = (call, node, _) => Rows(call.State.Assets.OwnedBy(((Business)node).Id, AssetKind.InstagramAccount)),
        };

    public static EdgeDefinition AdsPixelsEdge { get; } =
        new()
        {
            Target = () => Of(AssetKind.Pixel),
            Check = Businesses.CheckMember,
            Rows = (call, node, arguments) =>
            {
                var pixels = call.State.Assets.OwnedBy(((Business)node).Id, AssetKind.Pixel).AsEnumerable();
                if (arguments["id_filter"] is { } id)
                    pixels = pixels.Where(pixel => pixel.Id == id);
                if (arguments["name_filter"] is { } name)
                    pixels = pixels.Where(pixel => pixel.Name.Contains(name, StringComparison.OrdinalIgnoreCase));
                if (arguments["sort_by"] is "NAME")
                    pixels = pixels.OrderBy(pixel => pixel.Name, StringComparer.OrdinalIgnoreCase);
                return [.. pixels.Select(pixel => new Row(pixel))];
            },
        };

    public static NodeType Of(AssetKind kind) => Types[(int)kind];

    public static EdgeDefinition OwnedEdge(Kind kind) =>
        Edge(kind, "OWNER", (state, businessId) => state.Assets.OwnedBy(businessId, kind.AssetKind));

    public static EdgeDefinition ClientEdge(Kind kind) =>
        Edge(kind, "AGENCY", (state, businessId) => state.Assets.SharedTo(businessId, kind.AssetKind));

    /// <summary>Tasks that this business may hand on.</summary>
    public static string[]? PermittedTasks(Asset asset, string businessId) =>
        asset.Clients is not null && asset.Clients.TryGetValue(businessId, out var shared) && shared is not null
            ? shared
            : Kinds.Of(asset).PermittedTasks;

    private static EdgeDefinition Edge(Kind kind, string access, Func<GraphState, string, List<Asset>> assets)
    {
        var added = new Dictionary<string, FieldDefinition>(StringComparer.Ordinal);
        if (kind.AssetKind is AssetKind.AdAccount)
        {
            added["access_type"] = new FieldDefinition(
                (_, _, _, json) => json.WriteString("access_type", access),
                false
            );
            added["permitted_tasks"] = new FieldDefinition(
                (_, row, _, json) =>
                    Values.List(json, "permitted_tasks", PermittedTasks((Asset)row.Node, (string)row.Edge!) ?? []),
                false
            );
        }
        return new EdgeDefinition
        {
            Target = () => Of(kind.AssetKind),
            Check = Businesses.CheckMember,
            Rows = (call, node, arguments) =>
            {
                var business = (Business)node;
                var found = assets(call.State, business.Id);
                return arguments["search_query"] is { } text && kind.AssetKind is AssetKind.AdAccount
                    ? Rows(
                        found.Where(asset => asset.Name.Contains(text, StringComparison.OrdinalIgnoreCase)),
                        business.Id
                    )
                    : Rows(found, business.Id);
            },
            Added = added,
        };
    }

    private static List<Row> Rows(IEnumerable<Asset> assets, string? businessId = null) =>
        [.. assets.Select(asset => new Row(asset, businessId))];

    private static NodeType Make(Kind kind)
    {
        var type = new NodeType(kind.NodeName, (_, node) => ((Asset)node).Id);
        if (kind.AssetKind is not AssetKind.InstagramAccount)
            type.Text<Asset>("name", asset => asset.Name, isDefault: kind.AssetKind is not AssetKind.AdAccount);
        type.Edge("assigned_users", AssignedUsers.Edge).Edge("agencies", Partners.AssetAgenciesEdge);
        return kind.AssetKind switch
        {
            AssetKind.AdAccount => AdAccount(type),
            AssetKind.Page => Page(type),
            AssetKind.ProductCatalog => Catalog(type),
            AssetKind.Pixel => Pixel(type),
            AssetKind.WhatsAppBusinessAccount => WhatsApp(type),
            _ => type.Text<Asset>("ig_user_id", InstagramId).Text<Asset>("ig_username", Username),
        };
    }

    private static NodeType Catalog(NodeType type) =>
        type.Fact("vertical", "commerce").Number("product_count", "0").Owner("business");

    private static NodeType AdAccount(NodeType type) =>
        type.Text<Asset>("account_id", asset => asset.Id["act_".Length..], isDefault: true)
            .Number("account_status", "1")
            .Fact("currency", "EUR")
            .Fact("timezone_name", "Europe/Berlin")
            .Number("disable_reason", "0")
            .Text<Asset>("owner", asset => asset.OwnerId)
            .Node<Asset>("business", () => Businesses.Node, (call, asset) => call.State.FindBusiness(asset.OwnerId))
            .Edge("activities", Activities.Edge);

    private static NodeType Page(NodeType type) =>
        type.Fact("category", "Retail company")
            .Flag("has_transitioned_to_new_page_experience", "true")
            .Flag("is_published", "true")
            .Fact("verification_status", "not_verified")
            .Node<Asset>("business", () => Businesses.Node, (call, asset) => call.State.FindBusiness(asset.OwnerId));

    private static NodeType Pixel(NodeType type) =>
        type.Fact("last_fired_time", null)
            .Fact("creation_time", "2024-03-04T09:12:31+0000")
            .Flag("is_unavailable", "false")
            .Flag("is_consolidated_container", "true")
            .Node<Asset>(
                "owner_business",
                () => Businesses.Node,
                (call, asset) => call.State.FindBusiness(asset.OwnerId)
            );

    private static NodeType WhatsApp(NodeType type) =>
        type.Fact("currency", "EUR")
            .Fact("timezone_id", "42")
            .Fact("status", "ACTIVE")
            .Fact("ownership_type", "SELF")
            .Fact("account_review_status", "APPROVED")
            .Owner("owner_business_info");

    private static NodeType Owner(this NodeType type, string field) =>
        type.Node<Asset>(field, () => Businesses.Node, (call, asset) => call.State.FindBusiness(asset.OwnerId));

    private static NodeType Fact(this NodeType type, string field, string? usual) =>
        type.Text<Asset>(field, asset => asset.Facts?.GetValueOrDefault(field) ?? usual);

    private static NodeType Number(this NodeType type, string field, string usual) => Raw(type, field, usual);

    private static NodeType Flag(this NodeType type, string field, string usual) => Raw(type, field, usual);

    private static NodeType Raw(NodeType type, string field, string usual) =>
        type.With(
            field,
            (_, row, _, json) =>
            {
                json.WritePropertyName(field);
                json.WriteRawValue(((Asset)row.Node).Facts?.GetValueOrDefault(field) ?? usual);
            }
        );

    /// <summary>Of the Instagram user: not the asset's own id, which is the one that tasks are assigned by.</summary>
    private static string InstagramId(Asset asset) =>
        asset.Facts?.GetValueOrDefault("ig_user_id")
        ?? (17_841_400_000_000_000 + (long.Parse(asset.Id, CultureInfo.InvariantCulture) % 1_000_000_000)).ToString(
            CultureInfo.InvariantCulture
        );

    private static string Username(Asset asset) => asset.Facts?.GetValueOrDefault("ig_username") ?? asset.Name;
}
