using MetaGraph.Assets;

namespace SystemUserManager.Assets;

/// <summary>What a kind of asset is called in sentences; Meta's own name is in the code only.</summary>
public static class AssetKindWords
{
    public static string Of(AssetKind kind) =>
        kind switch
        {
            AssetKind.AdAccount => "ad account",
            AssetKind.Page => "Page",
            AssetKind.ProductCatalog => "product catalog",
            AssetKind.Dataset => "dataset",
            AssetKind.WhatsAppBusinessAccount => "WhatsApp Business account",
            AssetKind.InstagramAccount => "Instagram account",
            AssetKind.AssetGroup => "asset group",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of asset has no words yet."),
        };

    public static string Plural(AssetKind kind) => $"{Of(kind)}s";

    /// <summary>"1 Page", "12 ad accounts".</summary>
    public static string Count(int count, AssetKind kind) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{count} {(count == 1 ? Of(kind) : Plural(kind))}"
        );
}
