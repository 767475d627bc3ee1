using System.Runtime.CompilerServices;
using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>
/// Assets of a business, and who is assigned to them. Every call needs <c>business_management</c>; by kind also
/// <c>ads_management</c> (ad accounts, catalogs), <c>catalog_management</c> (catalogs), <c>pages_manage_metadata</c> (Pages)
/// or <c>whatsapp_business_management</c> (WhatsApp). Failures are <see cref="MetaGraphException"/>s.
/// </summary>
public sealed partial class AssetsClient
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
        await foreach (
            var asset in ListDetailsAsync(businessId, kind, ownership, AssetDetail.AssignedUsers, cancellationToken)
        )
            yield return new AssetWithUsers(asset.Asset, asset.Users!);
    }

    /// <summary>
    /// Assets of one kind, each with the lists that are asked for, by nested expansion; longer lists are continued, many of
    /// them in one request. Permission: <c>business_management</c> and for assigned users the kind's own.
    /// https://developers.facebook.com/docs/graph-api/guides/field-expansion (v26.0, read 2026-11-24).
    /// </summary>
    /// <exception cref="NotSupportedException">Asset groups of clients: Meta has no such list.</exception>
    public async IAsyncEnumerable<AssetDetails> ListDetailsAsync(
        GraphId businessId,
        AssetKind kind,
        AssetOwnership ownership,
        AssetDetail detail,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var info = AssetKinds.Of(kind);
        var fields = info.Fields;
        if (detail.HasFlag(AssetDetail.AssignedUsers))
            fields += $",assigned_users.business({businessId}){Expanded(UserFieldsOf(kind))}";
        if (detail.HasFlag(AssetDetail.Agencies))
            fields += $",agencies{Expanded(AssetAgency.FieldList)}";
        var assets = _graph.PagesWithListsAsync(
            GraphRequest.Get(businessId, info.EdgeFor(ownership)).Fields(fields),
            json =>
            {
                var id = json.Id("id");
                var users = new NestedList<AssignedUser>(
                    json,
                    "assigned_users",
                    AssignedUsersOf(id, businessId, UserFieldsOf(kind)),
                    AssignedUser.Read
                );
                var agencies = new NestedList<AssetAgency>(
                    json,
                    "agencies",
                    GraphRequest.Get(id, "agencies").Fields(AssetAgency.FieldList),
                    AssetAgency.Read
                );
                IReadOnlyList<NestedList> lists = [users, agencies];
                return ((Asset: Asset.Read(json, kind, ownership, businessId), users, agencies), lists);
            },
            cancellationToken
        );
        await foreach (var (asset, users, agencies) in assets)
            yield return new AssetDetails(
                asset,
                detail.HasFlag(AssetDetail.AssignedUsers) ? users.Items : null,
                detail.HasFlag(AssetDetail.Agencies) ? agencies.Items : null
            );
    }

    /// <summary>
    /// Asset groups, each with the assets that it holds. Permission: <c>business_management</c>, <c>ads_management</c> for ad
    /// accounts, catalogs and Instagram accounts, <c>ads_read</c> for datasets.
    /// https://developers.facebook.com/docs/business-management-apis/business-asset-management/guides/asset-groups (v26.0, read 2026-11-24).
    /// </summary>
    public async IAsyncEnumerable<AssetGroupContent> ListGroupContentAsync(
        GraphId businessId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var kinds = AssetKinds.All.Where(info => info.ContainedEdge is not null).ToList();
        var group = AssetKinds.Of(AssetKind.AssetGroup);
        var fields = string.Join(
            ',',
            kinds.Select(info => info.ContainedEdge + Expanded(ContainedFieldsOf(info.Kind))).Prepend(group.Fields)
        );
        var groups = _graph.PagesWithListsAsync(
            GraphRequest.Get(businessId, group.OwnedEdge).Fields(fields),
            json =>
            {
                var id = json.Id("id");
                var lists = kinds.ConvertAll(info => new NestedList<ContainedAsset>(
                    json,
                    info.ContainedEdge!,
                    GraphRequest.Get(id, info.ContainedEdge!).Fields(ContainedFieldsOf(info.Kind)),
                    item => Contained(item, info.Kind)
                ));
                return (
                    (Group: Asset.Read(json, AssetKind.AssetGroup, AssetOwnership.Owned, businessId), lists),
                    lists
                );
            },
            cancellationToken
        );
        await foreach (var (asset, lists) in groups)
            yield return new AssetGroupContent(asset, [.. lists.SelectMany(list => list.Items)]);
    }

    /// <summary>
    /// Who was given or lost a role on each of these ad accounts lately (Meta says: a week back), 50 ad accounts a request,
    /// one page each. Results stand in the order of <paramref name="adAccountIds"/>; one's failure leaves the others alone.
    /// Permission: <c>ads_read</c>.
    /// https://developers.facebook.com/docs/marketing-api/reference/ad-account/activities (v26.0, read 2026-11-24).
    /// </summary>
    public Task<IReadOnlyList<BatchResult<IReadOnlyList<AdAccountActivity>>>> ReadActivitiesAsync(
        IReadOnlyList<GraphId> adAccountIds,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(adAccountIds);
        return _graph.FirstPagesInBatchAsync(
            [.. adAccountIds.Select(id => GraphRequest.Get(id, "activities").Fields(AdAccountActivity.FieldList))],
            AdAccountActivity.Read,
            cancellationToken
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

    private string Expanded(string fields) => $".limit({_graph.NestedPageSize}){{{fields}}}";

    private static string ContainedFieldsOf(AssetKind kind) =>
        kind == AssetKind.InstagramAccount ? "id,ig_username" : "id,name";

    private static ContainedAsset Contained(JsonElement json, AssetKind kind) =>
        new(kind, json.Id("id"), json.Text("name") ?? json.Text("ig_username") ?? "");

    private static string UserFieldsOf(AssetKind kind) =>
        kind == AssetKind.AssetGroup ? $"id,name,{AssetGroupTasks.FieldList}" : AssignedUser.FieldList;
}
