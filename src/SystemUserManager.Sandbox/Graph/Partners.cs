using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Other businesses: agencies work for this one, clients are those that this one works for.</summary>
internal static class Partners
{
    private const string Agency = "agency";
    private const string Client = "client";

    public static EdgeDefinition AgenciesEdge { get; } = Edge(Agency, Client);

    public static EdgeDefinition ClientsEdge { get; } = Edge(Client, Agency);

    /// <summary>Of an asset: the businesses that it is shared to, with the tasks that they may hand on.</summary>
    public static EdgeDefinition AssetAgenciesEdge { get; } =
        new()
        {
            Target = () => Businesses.Node,
            Check = (call, _) => call.Caller.Need(Rights.BusinessManagement),
            Rows = (call, node, _) =>
                [
                    .. (((Asset)node).Clients ?? []).Select(client => new Row(
                        call.State.FindBusiness(client.Key)!,
                        client.Value ?? Kinds.Of((Asset)node).PermittedTasks ?? []
                    )),
                ],
            Added = new()
            {
                ["permitted_tasks"] = new FieldDefinition(
                    (_, row, _, json) => Values.List(json, "permitted_tasks", (string[])row.Edge!),
                    false
                ),
            },
        };

    public static Answer RemoveAgency(GraphCall call, Business business) => Remove(call, business, Agency, Client);

    public static Answer RemoveClient(GraphCall call, Business business) => Remove(call, business, Client, Agency);

    /// <summary>Of one asset of the caller's business: one agency of it.</summary>
    public static Answer RemoveFromAsset(GraphCall call, Asset asset)
    {
        if (call.State.Switches.AssetAgencyRemoval is "refuse" || asset.Kind is AssetKind.WhatsAppBusinessAccount)
            throw Errors.Unsupported(call.Method, asset.Id);
        call.Caller.Need(Rights.BusinessManagement);
        call.Caller.NeedAdmin(asset.OwnerId);
        var id = call.Arguments.Need("business");
        if (asset.Clients?.ContainsKey(id) is not true)
            throw Errors.InvalidParameter();
        Unshare(call.State, asset, id);
        return Success.Object(call);
    }

    /// <summary>An asset isn't shared to this business any more: its members lose their grants on it.</summary>
    public static void Unshare(GraphState state, Asset asset, string clientId)
    {
        if (asset.Clients is null || !asset.Clients.ContainsKey(clientId))
            return;
        asset.Clients = asset.Clients.Where(client => client.Key != clientId).ToDictionary();
        state.Assets.Put(asset);
        foreach (var memberId in state.Grants.MembersOn(asset.Id).ToList())
            if (state.Members.Find(memberId)?.BusinessId == clientId)
                state.Grants.Remove(memberId, asset.Id);
    }

    private static EdgeDefinition Edge(string relation, string inverse) =>
        new()
        {
            Target = () => Businesses.Node,
            Check = Businesses.CheckMember,
            Rows = (call, node, _) =>
                [.. Of(call.State, ((Business)node).Id, relation, inverse).Select(partner => new Row(partner))],
        };

    /// <summary>A partnership is written down once, from either side.</summary>
    private static IEnumerable<Business> Of(GraphState state, string businessId, string relation, string inverse) =>
        state
            .Partners.Where(partner => partner.BusinessId == businessId && partner.Relation == relation)
            .Select(partner => partner.PartnerId)
            .Concat(
                state
                    .Partners.Where(partner => partner.PartnerId == businessId && partner.Relation == inverse)
                    .Select(partner => partner.BusinessId)
            )
            .Distinct(StringComparer.Ordinal)
            .Select(id => state.FindBusiness(id)!);

    private static Answer Remove(GraphCall call, Business business, string relation, string inverse)
    {
        call.Caller.Need(Rights.BusinessManagement);
        call.Caller.NeedAdmin(business.Id);
        var id = call.Arguments.Need("business");
        var known = call
            .State.Partners.Where(partner =>
                (partner.BusinessId == business.Id && partner.PartnerId == id && partner.Relation == relation)
                || (partner.BusinessId == id && partner.PartnerId == business.Id && partner.Relation == inverse)
            )
            .ToList();
        if (known.Count == 0)
            throw Errors.InvalidParameter();
        if (call.State.Switches.PartnerRemoval is "refuse")
            throw Errors.Unsupported(call.Method, business.Id);
        foreach (var partner in known)
            call.State.Remove(partner);
        if (call.State.Switches.PartnerRemoval is "edge")
            return Success.Object(call);
        var (owner, client) = relation is Agency ? (business.Id, id) : (id, business.Id);
        foreach (var kind in Enum.GetValues<AssetKind>())
        foreach (var asset in call.State.Assets.OwnedBy(owner, kind).ToList())
            Unshare(call.State, asset, client);
        return Success.Object(call);
    }
}
