using MetaGraph.Assets;
using SystemUserManager.Assets;

namespace SystemUserManager.Partners;

/// <summary>How partners are spoken of, and where in Meta's own pages a person ends one.</summary>
public static class PartnerWords
{
    private const string Settings = "Meta Business Suite → Settings";
    private const int NamesShown = 3;

    public static string Of(PartnerRelation relation) => relation == PartnerRelation.Agency ? "agency" : "client";

    /// <summary>"2 ad accounts, 1 Page"; "no asset".</summary>
    public static string Shared(IEnumerable<AssetKind> kinds)
    {
        var counts = kinds.GroupBy(k => k).OrderBy(g => g.Key).Select(g => AssetKindWords.Count(g.Count(), g.Key));
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "no asset";
    }

    /// <summary>"A, B, C and 4 more".</summary>
    public static string Names(IReadOnlyCollection<string> names) =>
        names.Count <= NamesShown
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown} more";

    /// <summary>Where the whole of it is removed.</summary>
    public static string Path(string name) => $"{Settings} → Users → Partners → {name} → Remove";

    /// <summary>Where one asset is taken away from an agency.</summary>
    public static string Path(string name, AssetKind kind, string asset) =>
        $"{Settings} → {Place(kind)} → {asset} → Partners → {name} → Remove";

    public static string AppsPath => $"{Settings} → Accounts → Apps";

    public static string WhatsAppPath(string name) =>
        $"{Settings} → {Place(AssetKind.WhatsAppBusinessAccount)} → Partners → {name}";

    private static string Place(AssetKind kind) =>
        kind switch
        {
            AssetKind.AdAccount => "Accounts → Ad accounts",
            AssetKind.Page => "Accounts → Pages",
            AssetKind.ProductCatalog => "Data sources → Catalogs",
            AssetKind.Dataset => "Data sources → Datasets",
            AssetKind.WhatsAppBusinessAccount => "Accounts → WhatsApp accounts",
            AssetKind.InstagramAccount => "Accounts → Instagram accounts",
            AssetKind.AssetGroup => "Accounts → Business asset groups",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of asset has no place yet."),
        };
}
