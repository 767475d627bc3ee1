using MetaGraph.Assets;

namespace SystemUserManager.Portfolios;

/// <summary>
/// Which scopes the control token needs for one kind of asset, besides business_management and Admin. Source: Meta's
/// reference of each kind's assigned_users edge, v26.0, read 2026-11-24.
/// </summary>
internal sealed record AssetKindRights(
    AssetKind Kind,
    string Plural,
    IReadOnlyList<string> ToReadGrants,
    IReadOnlyList<string> ToAssign
)
{
    public static readonly IReadOnlyList<AssetKindRights> All =
    [
        new(AssetKind.AdAccount, "ad accounts", [], ["ads_management"]),
        new(AssetKind.Page, "Pages", ["pages_manage_metadata"], []),
        new(
            AssetKind.ProductCatalog,
            "product catalogs",
            ["ads_management", "catalog_management"],
            ["ads_management", "catalog_management"]
        ),
        new(AssetKind.Dataset, "datasets", [], ["ads_management"]),
        new(
            AssetKind.WhatsAppBusinessAccount,
            "WhatsApp Business accounts",
            ["whatsapp_business_management"],
            ["whatsapp_business_management"]
        ),
        new(AssetKind.InstagramAccount, "Instagram accounts", [], []),
        new(AssetKind.AssetGroup, "asset groups", [], []),
    ];

    /// <summary>
    /// The kinds of which these scopes don't let a system user's own list tell whom it reaches, with what is missing. Meta
    /// may leave such a list out of its answer, as it does with an empty one.
    /// </summary>
    /// <param name="scopes">Of the control token; empty: not known, and nothing is said.</param>
    public static IReadOnlyDictionary<AssetKind, string> Unreadable(IReadOnlyCollection<string> scopes) =>
        All.Where(r => scopes.Count > 0 && AssetKinds.Of(r.Kind).ReverseEdge is not null)
            .Select(r => (r.Kind, Missing: string.Join(", ", r.ToReadGrants.Except(scopes))))
            .Where(r => r.Missing.Length > 0)
            .ToDictionary(r => r.Kind, r => r.Missing);

    public string StepName => $"What it may do with {Plural}";
}
