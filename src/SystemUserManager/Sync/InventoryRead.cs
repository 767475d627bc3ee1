using System.Globalization;
using MetaGraph.Assets;

namespace SystemUserManager.Sync;

/// <summary>What one read of a portfolio saw.</summary>
/// <param name="NotRead">Edges that were not read to their end, with the reason; what is known of them is older.</param>
internal sealed record InventoryRead(SyncFacts Facts, IReadOnlyList<string> NotRead)
{
    private static readonly HashSet<string> AssetEdges =
    [
        .. AssetKinds.All.SelectMany(k => new[] { k.OwnedEdge, k.ClientEdge }).OfType<string>(),
    ];

    public string Words =>
        $"{Counts(Facts)} read." + (NotRead.Count == 0 ? "" : $" Not read: {string.Join("; ", NotRead)}.");

    public static string Counts(SyncFacts facts)
    {
        var systemUsers = facts.Edges.GetValueOrDefault(SystemUsersEdge.Name)?.Items ?? 0;
        var assets = facts.Edges.Where(e => AssetEdges.Contains(e.Key)).Sum(e => e.Value.Items);
        var grants = facts.Edges.Values.Sum(e => e.Grants);
        return $"{Count(systemUsers, "system user")}, {Count(assets, "asset")}, {Count(grants, "grant")}";
    }

    private static string Count(int number, string noun) =>
        number == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{number} {noun}s");
}
