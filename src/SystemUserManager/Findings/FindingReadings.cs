using MetaGraph.Assets;
using SystemUserManager.Partners;

namespace SystemUserManager.Findings;

/// <summary>On which parts of a read the sides of a finding rest.</summary>
internal static class FindingReadings
{
    /// <summary>What Meta was asked for it; empty: no read tells it.</summary>
    /// <param name="asset">The kind of the asset that it is about, if it is about one.</param>
    /// <param name="partner">The side on which the partner stands that it is about.</param>
    public static IReadOnlyList<string> AtMeta(Finding finding, AssetKind? asset, PartnerRelation? partner)
    {
        var edges = new List<string>();
        if (partner is { } relation)
            edges.Add(
                relation == PartnerRelation.Agency ? PortfolioPicture.Edges.Agencies : PortfolioPicture.Edges.Clients
            );
        if (finding.SystemUserId is not null || finding.Kind == FindingKind.SlotsNearlyFull)
            edges.Add(PortfolioPicture.Edges.SystemUsers);
        if (finding.Kind == FindingKind.OwnerLeft)
            edges.Add(PortfolioPicture.Edges.People);
        if (asset is { } kind)
        {
            var info = AssetKinds.Of(kind);
            edges.Add(info.OwnedEdge);
            if (info.ClientEdge is { } client)
                edges.Add(client);
        }

        return edges;
    }

    public static IReadOnlyList<string> InVault(Finding finding) =>
        finding.InVault is not null || finding.TokenId is not null || OfSecrets.Contains(finding.Kind)
            ? [PortfolioPicture.Edges.Vault]
            : [];

    private static readonly FindingKind[] OfSecrets =
    [
        FindingKind.VaultSecretExtra,
        FindingKind.VaultSecretEnabledAgain,
        FindingKind.PersonalToken,
        FindingKind.TokenInTwoSecrets,
    ];
}
