using MetaGraph;
using MetaGraph.Assets;
using MetaGraph.Businesses;
using MetaGraph.Http;
using SystemUserManager.Grants;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Partners;

/// <summary>What Meta shows of a partner now.</summary>
/// <param name="IsListed">It stands in the portfolio's list of agencies or clients.</param>
/// <param name="Assets">Everything that is shared with it, as far as Meta tells: never WhatsApp Business accounts of an agency.</param>
internal sealed record SharedAtMeta(bool IsListed, IReadOnlyList<SharedAsset> Assets)
{
    public bool IsGone => !IsListed && Assets.Count == 0;

    /// <summary>
    /// Complete: every list of assets is read to its end. One that can't be read is a failure, since what it would show
    /// is not known.
    /// </summary>
    public static async Task<SharedAtMeta> ReadAsync(
        PortfolioSession session,
        EndPartnerInput partner,
        CancellationToken cancellationToken
    ) =>
        new(
            await IsListedAsync(session, partner, cancellationToken),
            partner.Relation == PartnerRelation.Agency
                ? await OfAgencyAsync(session, partner, cancellationToken)
                : await OfClientAsync(session, partner, cancellationToken)
        );

    public static async Task<bool> IsListedAsync(
        PortfolioSession session,
        EndPartnerInput partner,
        CancellationToken cancellationToken
    )
    {
        IAsyncEnumerable<PartnerBusiness> list =
            partner.Relation == PartnerRelation.Agency
                ? session.Graph.Businesses.ListAgenciesAsync(session.BusinessId, cancellationToken)
                : session.Graph.Businesses.ListClientsAsync(session.BusinessId, cancellationToken);
        return await list.AnyAsync(p => p.Id.Value == partner.BusinessId, cancellationToken);
    }

    /// <summary>Of these assets of ours, those that an agency still reaches; one that is gone itself is shared with nobody.</summary>
    public static async Task<IReadOnlyList<SharedAsset>> StillSharedAsync(
        PortfolioSession session,
        EndPartnerInput partner,
        CancellationToken cancellationToken
    )
    {
        var asked = partner.Saw.ToList();
        var answers = await session.Graph.Assets.ReadAgenciesAsync(
            asked.ConvertAll(a => new GraphId(a.GraphId)),
            cancellationToken
        );
        var left = new List<SharedAsset>();
        foreach (var (asset, answer) in asked.Zip(answers))
        {
            switch (answer)
            {
                case BatchResult<IReadOnlyList<AssetAgency>>.Ok(var agencies)
                    when agencies.Any(a => a.Id.Value == partner.BusinessId):
                    left.Add(asset);
                    break;
                case BatchResult<IReadOnlyList<AssetAgency>>.Failed
                {
                    Error: { Kind: not GraphErrorKind.NotFound } error
                }:
                    throw error;
                case BatchResult<IReadOnlyList<AssetAgency>>.Unknown { Error: var error }:
                    throw error;
            }
        }

        return left;
    }

    private static async Task<List<SharedAsset>> OfAgencyAsync(
        PortfolioSession session,
        EndPartnerInput partner,
        CancellationToken cancellationToken
    )
    {
        var shared = new List<SharedAsset>();
        foreach (var kind in AssetKinds.All.Where(k => k.TellsAgencies))
        {
            var assets = session.Graph.Assets.ListDetailsAsync(
                session.BusinessId,
                kind.Kind,
                AssetOwnership.Owned,
                AssetDetail.Agencies,
                cancellationToken
            );
            await foreach (var (asset, _, agencies) in assets)
            {
                if (agencies?.FirstOrDefault(a => a.Id.Value == partner.BusinessId) is { } agency)
                    shared.Add(Of(asset, TaskSet.Format(agency.PermittedTasks.Select(t => t.Value))));
            }
        }

        return shared;
    }

    private static async Task<List<SharedAsset>> OfClientAsync(
        PortfolioSession session,
        EndPartnerInput partner,
        CancellationToken cancellationToken
    )
    {
        var shared = new List<SharedAsset>();
        foreach (var kind in AssetKinds.All.Where(k => k.ClientEdge is not null))
        {
            var assets = session.Graph.Assets.ListAsync(
                session.BusinessId,
                kind.Kind,
                AssetOwnership.Client,
                cancellationToken
            );
            await foreach (var asset in assets)
            {
                if (asset.OwnerBusiness?.Id.Value == partner.BusinessId)
                    shared.Add(Of(asset, ""));
            }
        }

        return shared;
    }

    private static SharedAsset Of(MetaGraph.Assets.Asset asset, string tasks) =>
        new(asset.Kind, asset.Id.Value, asset.Name, tasks);
}
