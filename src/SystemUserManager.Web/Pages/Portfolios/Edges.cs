using MetaGraph.Assets;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>What the parts of a read are called on pages; Meta calls them edges.</summary>
public static class Edges
{
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["owned_apps"] = "Apps, owned",
        ["client_apps"] = "Apps, shared by others",
        ["agencies"] = "Partners that work on our assets",
        ["clients"] = "Partners on whose assets we work",
        ["contained_assets"] = "What asset groups hold",
        ["vault"] = "Secrets of the vault",
    };

    /// <summary>An edge that isn't in the table of kinds keeps Meta's name.</summary>
    public static string InWords(string edge)
    {
        if (edge == "system_users")
            return "System users and their grants";
        if (edge == "business_users")
            return "People";
        if (Others.TryGetValue(edge, out var words))
            return words;
        foreach (var kind in AssetKinds.All)
        {
            if (edge == kind.OwnedEdge)
                return $"{StateWords.Of(kind.Kind).Text}s, owned";
            if (edge == $"{kind.OwnedEdge}.agencies")
                return $"{StateWords.Of(kind.Kind).Text}s, whom they are shared to";
            if (edge == kind.ReverseEdge)
                return $"{StateWords.Of(kind.Kind).Text}s, who reaches them";
            if (edge == kind.ClientEdge)
                return $"{StateWords.Of(kind.Kind).Text}s, shared by clients";
        }
        return edge;
    }
}
