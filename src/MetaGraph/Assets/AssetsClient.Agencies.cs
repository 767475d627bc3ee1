using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <content>The other businesses that single assets are shared to.</content>
public sealed partial class AssetsClient
{
    /// <summary>
    /// Reads to whom each of many assets is shared, 50 assets a request; longer lists are continued. Results stand in the
    /// order of <paramref name="assetIds"/>; one asset's failure leaves the others alone. Only of kinds that tell it
    /// (<see cref="AssetKindInfo.TellsAgencies"/>). Permission: <c>business_management</c>.
    /// https://developers.facebook.com/docs/marketing-api/reference/ad-account/agencies (v26.0, read 2026-11-24).
    /// </summary>
    public Task<IReadOnlyList<BatchResult<IReadOnlyList<AssetAgency>>>> ReadAgenciesAsync(
        IReadOnlyList<GraphId> assetIds,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(assetIds);
        return _graph.PagesInBatchAsync(
            [.. assetIds.Select(id => GraphRequest.Get(id, "agencies").Fields(AssetAgency.FieldList))],
            AssetAgency.Read,
            cancellationToken
        );
    }

    /// <summary>
    /// Changes: ends an agency's access to many assets, 50 a request. Results as of <see cref="AssignManyAsync"/>, in the
    /// order of <paramref name="assetIds"/>. Meta's specification has the call on ad accounts, Pages, product catalogs,
    /// datasets and Instagram accounts, the kinds that tell their agencies; what it answers is documented nowhere, so read
    /// back. Permission: <c>business_management</c> of an admin of the business that owns the assets.
    /// https://developers.facebook.com/docs/marketing-api/reference/ad-account/agencies (v26.0, read 2026-11-24).
    /// </summary>
    public Task<IReadOnlyList<BatchResult>> RemoveAgencyFromManyAsync(
        IReadOnlyList<GraphId> assetIds,
        GraphId agencyId,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(assetIds);
        return _graph.ChangeInBatchAsync(
            [.. assetIds.Select(id => GraphRequest.Delete(id, "agencies").With("business", agencyId))],
            cancellationToken
        );
    }
}
