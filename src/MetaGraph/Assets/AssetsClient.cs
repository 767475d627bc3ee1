using System.Runtime.CompilerServices;
using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>
/// Assets of a business, and who is assigned to them. Every call needs <c>business_management</c>; by kind also
/// <c>ads_management</c> (ad accounts, catalogs), <c>catalog_management</c> (catalogs), <c>pages_manage_metadata</c> (Pages)
/// or <c>whatsapp_business_management</c> (WhatsApp). Failures are <see cref="MetaGraphException"/>s.
/// </summary>
public sealed class AssetsClient
{
    private readonly GraphConnection _graph;

    internal AssetsClient(GraphConnection graph) => _graph = graph;

    /// <summary>
    /// Assets of one kind, in Meta's order. Permission: <c>business_management</c>.
    /// https://developers.facebook.com/docs/marketing-api/reference/business (its edges; v26.0, read 2026-11-24).
    /// </summary>
    /// <exception cref="NotSupportedException">Asset groups of clients: Meta has no such list.</exception>
    public IAsyncEnumerable<Asset> ListAsync(
        GraphId businessId,
        AssetKind kind,
        AssetOwnership ownership,
        CancellationToken cancellationToken = default
    ) =>
        _graph.PagesAsync(
            GraphRequest.Get(businessId, AssetKinds.Of(kind).EdgeFor(ownership)).Fields(AssetKinds.Of(kind).Fields),
            json => Asset.Read(json, kind, ownership, businessId),
            cancellationToken
        );

    /// <summary>
    /// Assets of one kind, each with everyone assigned to it: the only way to read the grants on datasets and Instagram
    /// accounts. Permission: <c>business_management</c> and the kind's own; for Pages Meta refuses it without
    /// <c>pages_manage_metadata</c>.
    /// https://developers.facebook.com/docs/graph-api/guides/field-expansion (v26.0, read 2026-11-24).
    /// </summary>
    /// <exception cref="NotSupportedException">Asset groups of clients: Meta has no such list.</exception>
    public async IAsyncEnumerable<AssetWithUsers> ListWithAssignedUsersAsync(
        GraphId businessId,
        AssetKind kind,
        AssetOwnership ownership,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var info = AssetKinds.Of(kind);
        var users = $"assigned_users.business({businessId}).limit({_graph.NestedPageSize}){{{UserFieldsOf(kind)}}}";
        var request = GraphRequest.Get(businessId, info.EdgeFor(ownership)).Fields($"{info.Fields},{users}");
        var assets = _graph.PagesAsync(
            request,
            json =>
                (
                    Asset.Read(json, kind, ownership, businessId),
                    GraphPage.Nested(json, "assigned_users", AssignedUser.Read)
                ),
            cancellationToken
        );
        await foreach (var (asset, page) in assets)
            yield return new AssetWithUsers(
                asset,
                await _graph.RestAsync(
                    page,
                    AssignedUsersOf(asset.Id, businessId, UserFieldsOf(kind)),
                    AssignedUser.Read,
                    cancellationToken
                )
            );
    }

    /// <summary>
    /// Business users and system users assigned to one asset. Permission: as for the kind (see the class).
    /// https://developers.facebook.com/docs/marketing-api/reference/ad-account/assigned_users (v26.0, read 2026-11-24).
    /// </summary>
    /// <param name="kind">Asset groups tell other fields than all other kinds, which are read alike.</param>
    public IAsyncEnumerable<AssignedUser> ListAssignedUsersAsync(
        GraphId assetId,
        GraphId businessId,
        AssetKind kind,
        CancellationToken cancellationToken = default
    ) =>
        _graph.PagesAsync(
            AssignedUsersOf(assetId, businessId, UserFieldsOf(kind)),
            AssignedUser.Read,
            cancellationToken
        );

    /// <summary>
    /// Business users and system users assigned to one asset, which is no asset group. Permission: as for the kind.
    /// https://developers.facebook.com/docs/marketing-api/reference/ad-account/assigned_users (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<AssignedUser> ListAssignedUsersAsync(
        GraphId assetId,
        GraphId businessId,
        CancellationToken cancellationToken = default
    ) => _graph.PagesAsync(AssignedUsersOf(assetId, businessId), AssignedUser.Read, cancellationToken);

    /// <summary>
    /// Reads the assigned users of many assets, 50 assets a request; longer lists are continued. Results stand in the order
    /// of <paramref name="assetIds"/>; one asset's failure leaves the others alone. Not for asset groups. Permission: as for
    /// the kind.
    /// https://developers.facebook.com/docs/graph-api/batch-requests (v26.0, read 2026-11-24).
    /// </summary>
    public async Task<IReadOnlyList<BatchResult<IReadOnlyList<AssignedUser>>>> ReadAssignedUsersAsync(
        IReadOnlyList<GraphId> assetIds,
        GraphId businessId,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(assetIds);
        var requests = assetIds.Select(id => AssignedUsersOf(id, businessId)).ToList();
        return await _graph.PagesInBatchAsync(requests, AssignedUser.Read, cancellationToken);
    }

    /// <summary>
    /// Changes: sets what a user may do on an asset; repeating it changes nothing more. Meta adds implied tasks, and an
    /// accepted call is no proof: read back. Permission: as for the kind, of an admin.
    /// https://developers.facebook.com/docs/business-management-apis/business-asset-management/guides/ad-accounts (v26.0, read 2026-11-24).
    /// </summary>
    public Task AssignAsync(Assignment assignment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        return _graph.SendAsync(assignment.ToRequest(), GraphAnswers.Done, cancellationToken);
    }

    /// <summary>
    /// Changes: makes many assignments, 50 a request. Results stand in the order of <paramref name="assignments"/>, and
    /// failures are results, not exceptions: an answer that was lost makes its items unknown. After a throttled item no
    /// further request is sent; cancelling after the first request ends the same way. Permission: as for the kind, of an admin.
    /// https://developers.facebook.com/docs/graph-api/batch-requests (v26.0, read 2026-11-24).
    /// </summary>
    public Task<IReadOnlyList<BatchResult>> AssignManyAsync(
        IReadOnlyList<Assignment> assignments,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(assignments);
        return _graph.ChangeInBatchAsync([.. assignments.Select(item => item.ToRequest())], cancellationToken);
    }

    /// <summary>
    /// Changes: takes a user's assignment on an asset away. What comes through an asset group or a role stays. Datasets:
    /// not documented by Meta, so read back. Permission: as for the kind, of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/ad-account/assigned_users (v26.0, read 2026-11-24).
    /// </summary>
    public Task UnassignAsync(
        GraphId assetId,
        GraphId businessId,
        GraphId userId,
        CancellationToken cancellationToken = default
    ) => _graph.SendAsync(UnassignmentOf(assetId, businessId, userId), GraphAnswers.Done, cancellationToken);

    /// <summary>
    /// Changes: takes a user's assignments on many assets away, 50 a request. Results as of <see cref="AssignManyAsync"/>,
    /// in the order of <paramref name="assetIds"/>; what is said of <see cref="UnassignAsync"/> holds. Permission: as for
    /// the kind, of an admin.
    /// https://developers.facebook.com/docs/graph-api/batch-requests (v26.0, read 2026-11-24).
    /// </summary>
    public Task<IReadOnlyList<BatchResult>> UnassignManyAsync(
        IReadOnlyList<GraphId> assetIds,
        GraphId businessId,
        GraphId userId,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(assetIds);
        return _graph.ChangeInBatchAsync(
            [.. assetIds.Select(id => UnassignmentOf(id, businessId, userId))],
            cancellationToken
        );
    }

    /// <summary>
    /// Reads one asset's id and nothing else: whether the session's own token reaches it. Permission: any task on it, and a
    /// scope for its kind.
    /// https://developers.facebook.com/docs/graph-api/overview (v26.0, read 2026-11-24).
    /// </summary>
    public Task<GraphId> ReachAsync(GraphId assetId, CancellationToken cancellationToken = default) =>
        _graph.SendAsync(GraphRequest.Get(assetId).Fields("id"), GraphAnswers.Id, cancellationToken);

    private static GraphRequest UnassignmentOf(GraphId asset, GraphId business, GraphId user) =>
        GraphRequest.Delete(asset, "assigned_users").With("user", user).With("business", business);

    private static GraphRequest AssignedUsersOf(
        GraphId asset,
        GraphId business,
        string fields = AssignedUser.FieldList
    ) => GraphRequest.Get(asset, "assigned_users").With("business", business).Fields(fields);

    private static string UserFieldsOf(AssetKind kind) =>
        kind == AssetKind.AssetGroup ? $"id,name,{AssetGroupTasks.FieldList}" : AssignedUser.FieldList;
}
