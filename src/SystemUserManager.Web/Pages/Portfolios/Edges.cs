using MetaGraph.Assets;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>What the parts of a read are called on pages; Meta calls them edges.</summary>
public static class Edges
{
    /// <summary>An edge that isn't in the table of kinds keeps Meta's name.</summary>
    public static string InWords(string edge)
    {
        if (edge == "system_users")
            return "System users and their grants";
        if (edge == "business_users")
            return "People";
        foreach (var kind in AssetKinds.All)
        {
            if (edge == kind.OwnedEdge)
                return $"{StateWords.Of(kind.Kind).Text}s, owned";
            if (edge == kind.ClientEdge)
                return $"{StateWords.Of(kind.Kind).Text}s, shared by clients";
        }
        return edge;
    }
}
