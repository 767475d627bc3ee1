using System.Runtime.CompilerServices;
using MetaGraph.Assets;
using MetaGraph.Http;

namespace MetaGraph.SystemUsers;

/// <summary>
/// System users of a business. Meta's API makes and renames them and lists what they reach; it cannot delete one.
/// Failures are <see cref="MetaGraphException"/>s.
/// </summary>
public sealed class SystemUsersClient
{
    private readonly GraphConnection _graph;

    internal SystemUsersClient(GraphConnection graph) => _graph = graph;

    /// <summary>
    /// Who the session's token belongs to. Permission: none beyond a valid token.
    /// https://developers.facebook.com/docs/graph-api/reference/user (v26.0, read 2026-11-24).
    /// </summary>
    public Task<Me> MeAsync(CancellationToken cancellationToken = default) =>
        _graph.SendAsync(GraphRequest.Get("me").Fields("id,name"), Me.Read, cancellationToken);

    /// <summary>
    /// All system users of a business, admins included, in Meta's order. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/system_users (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<SystemUser> ListAsync(GraphId businessId, CancellationToken cancellationToken = default) =>
        _graph.PagesAsync(
            GraphRequest.Get(businessId, "system_users").Fields(SystemUser.FieldList),
            SystemUser.Read,
            cancellationToken
        );

    /// <summary>
    /// All system users, each with what it reaches by its five reverse edges, by nested expansion; longer lists are
    /// continued by their own cursors, many of them in one request. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/graph-api/guides/field-expansion (v26.0, read 2026-11-24).
    /// </summary>
    public async IAsyncEnumerable<SystemUserWithGrants> ListWithGrantsAsync(
        GraphId businessId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var fields = $"{SystemUser.FieldList},{ReverseEdges.Expansion(_graph.NestedPageSize)}";
        var users = _graph.PagesWithListsAsync(
            GraphRequest.Get(businessId, "system_users").Fields(fields),
            json =>
            {
                var edges = ReverseEdges.Read(json);
                return ((User: SystemUser.Read(json), Edges: edges), edges);
            },
            cancellationToken
        );
        await foreach (var (user, edges) in users)
            yield return new SystemUserWithGrants(user, ReverseEdges.Assets(edges));
    }

    /// <summary>
    /// What one system user reaches by its five reverse edges, in one request; longer lists are continued. Datasets and
    /// Instagram accounts are not told. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/system-user (v26.0, read 2026-11-24).
    /// </summary>
    public async Task<IReadOnlyList<AssignedAsset>> ReadGrantsAsync(
        GraphId systemUserId,
        CancellationToken cancellationToken = default
    )
    {
        var edges = await ReadEdgesAsync(systemUserId, _graph.NestedPageSize, cancellationToken);
        await _graph.CompleteAsync(edges, cancellationToken);
        return ReverseEdges.Assets(edges);
    }

    private async Task<IReadOnlyList<NestedList<AssignedAsset>>> ReadEdgesAsync(
        GraphId systemUserId,
        int limit,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _graph.SendAsync(
                GraphRequest.Get(systemUserId).Fields($"id,{ReverseEdges.Expansion(limit)}"),
                ReverseEdges.Read,
                cancellationToken
            );
        }
        catch (MetaGraphException refusal) when (refusal.Kind == GraphErrorKind.TooMuchData && limit > 1)
        {
            return await ReadEdgesAsync(systemUserId, limit / 2, cancellationToken);
        }
    }

    /// <summary>
    /// The asset groups that a system user is in and that hold one asset: what it reaches through them is no assignment of
    /// its own. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/business-management-apis/business-asset-management/guides/asset-groups (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<AssignedAsset> ListGroupsHoldingAsync(
        GraphId systemUserId,
        GraphId assetId,
        CancellationToken cancellationToken = default
    ) =>
        _graph.PagesAsync(
            GraphRequest
                .Get(systemUserId, AssetKinds.Of(AssetKind.AssetGroup).ReverseEdge!)
                .With("contained_asset_id", assetId)
                .Fields(AssignedAsset.FieldsOf(AssetKind.AssetGroup)),
            json => AssignedAsset.Read(json, AssetKind.AssetGroup),
            cancellationToken
        );

    /// <summary>
    /// Changes: makes a system user; answers its id, scoped to the session's app. Cannot be undone: no API deletes it.
    /// Nothing promises unique names, so after an unknown outcome look into the list first. Errors: 3949 and 3965 (limit
    /// reached), 104001 (the business has no app). Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/business-management-apis/system-users/create-retrieve-update (v26.0, read 2026-11-24).
    /// </summary>
    public Task<GraphId> CreateAsync(
        GraphId businessId,
        string name,
        SystemUserRole role,
        CancellationToken cancellationToken = default
    ) =>
        _graph.SendAsync(
            GraphRequest.Post(businessId, "system_users").With("name", name).With("role", role.Value),
            GraphAnswers.Id,
            cancellationToken
        );

    /// <summary>
    /// Changes: gives a system user another name. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/business-management-apis/system-users/create-retrieve-update (v26.0, read 2026-11-24).
    /// </summary>
    public Task RenameAsync(
        GraphId businessId,
        GraphId systemUserId,
        string name,
        CancellationToken cancellationToken = default
    ) =>
        _graph.SendAsync(
            GraphRequest.Post(businessId, "system_users").With("system_user_id", systemUserId).With("name", name),
            GraphAnswers.Done,
            cancellationToken
        );

    /// <summary>
    /// Changes: installs an app on a system user, which tokens for that app need. The business must have claimed the app.
    /// Permission: <c>business_management</c> of an admin or of another system user.
    /// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens (v26.0, read 2026-11-24).
    /// </summary>
    public Task InstallAppAsync(GraphId systemUserId, GraphId appId, CancellationToken cancellationToken = default) =>
        _graph.SendAsync(
            GraphRequest.Post(systemUserId, "applications").With("business_app", appId),
            GraphAnswers.Done,
            cancellationToken
        );
}
