using MetaGraph.Http;

namespace MetaGraph.Businesses;

/// <summary>
/// Businesses, their apps, their people and their partners. Every read needs <c>business_management</c> and a role in the
/// business; an admin's token where the line says so. Failures are <see cref="MetaGraphException"/>s.
/// </summary>
public sealed class BusinessesClient
{
    private const string UserFields = "id,name,email,role,title,pending_email,two_fac_status,marked_for_removal";
    private readonly GraphConnection _graph;

    internal BusinessesClient(GraphConnection graph) => _graph = graph;

    /// <summary>
    /// Reads one business. Permission: <c>business_management</c>.
    /// https://developers.facebook.com/docs/marketing-api/reference/business (v26.0, read 2026-11-24).
    /// </summary>
    public Task<Business> GetAsync(GraphId businessId, CancellationToken cancellationToken = default) =>
        _graph.SendAsync(
            GraphRequest.Get(businessId).Fields("id,name,verification_status,two_factor_type,created_time"),
            Business.Read,
            cancellationToken
        );

    /// <summary>
    /// Apps that the business has claimed, in Meta's order. Permission: <c>business_management</c>.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/owned_apps (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<Application> ListOwnedAppsAsync(
        GraphId businessId,
        CancellationToken cancellationToken = default
    ) => ListAppsAsync(businessId, "owned_apps", cancellationToken);

    /// <summary>
    /// Apps of other businesses that are shared with this one. Permission: <c>business_management</c>.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/client_apps (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<Application> ListClientAppsAsync(
        GraphId businessId,
        CancellationToken cancellationToken = default
    ) => ListAppsAsync(businessId, "client_apps", cancellationToken);

    /// <summary>
    /// People of the business; system users are not among them. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/business_users (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<BusinessUser> ListBusinessUsersAsync(
        GraphId businessId,
        CancellationToken cancellationToken = default
    ) =>
        _graph.PagesAsync(
            GraphRequest.Get(businessId, "business_users").Fields(UserFields),
            BusinessUser.Read,
            cancellationToken
        );

    /// <summary>
    /// Businesses that work on this one's assets. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/agencies (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<PartnerBusiness> ListAgenciesAsync(
        GraphId businessId,
        CancellationToken cancellationToken = default
    ) => ListPartnersAsync(businessId, "agencies", cancellationToken);

    /// <summary>
    /// Businesses whose assets are shared with this one. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/clients (v26.0, read 2026-11-24).
    /// </summary>
    public IAsyncEnumerable<PartnerBusiness> ListClientsAsync(
        GraphId businessId,
        CancellationToken cancellationToken = default
    ) => ListPartnersAsync(businessId, "clients", cancellationToken);

    /// <summary>
    /// Changes: ends an agency's access to this business' assets. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/agencies (v26.0, read 2026-11-24).
    /// </summary>
    public Task RemoveAgencyAsync(
        GraphId businessId,
        GraphId agencyId,
        CancellationToken cancellationToken = default
    ) =>
        _graph.SendAsync(
            GraphRequest.Delete(businessId, "agencies").With("business", agencyId),
            GraphAnswers.Done,
            cancellationToken
        );

    /// <summary>
    /// Changes: gives up access to a client's assets. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/marketing-api/reference/business/clients (v26.0, read 2026-11-24).
    /// </summary>
    public Task RemoveClientAsync(
        GraphId businessId,
        GraphId clientId,
        CancellationToken cancellationToken = default
    ) =>
        _graph.SendAsync(
            GraphRequest.Delete(businessId, "clients").With("business", clientId),
            GraphAnswers.Done,
            cancellationToken
        );

    private IAsyncEnumerable<Application> ListAppsAsync(
        GraphId businessId,
        string edge,
        CancellationToken cancellation
    ) => _graph.PagesAsync(GraphRequest.Get(businessId, edge).Fields("id,name"), Application.Read, cancellation);

    private IAsyncEnumerable<PartnerBusiness> ListPartnersAsync(
        GraphId businessId,
        string edge,
        CancellationToken cancellation
    ) => _graph.PagesAsync(GraphRequest.Get(businessId, edge).Fields("id,name"), PartnerBusiness.Read, cancellation);
}
