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

    public string StepName => $"What it may do with {Plural}";
}
