using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Finds the node behind an id, as the caller's app and businesses let it be seen.</summary>
internal static class Lookup
{
    public static (NodeType Type, object Node) Me(GraphCall call)
    {
        var caller = call.Caller;
        if (caller.SystemUser is { } user)
            return (SystemUsers.Node, user);
        if (caller.Token is not { } token)
            return (Businesses.AppNode, caller.App);
        if (token.ProfileId is { } page && call.State.Assets.Find(page) is { } asset)
            return (AssetNodes.Of(asset.Kind), asset);
        return call.State.Members.MembershipsOf(token.UserId).FirstOrDefault() is { } person
            ? (People.Person, new PersonNode(person))
            : throw Errors.Unsupported(call.Method, "me");
    }

    /// <exception cref="GraphError">100/33: it isn't there, or not for this caller.</exception>
    public static (NodeType Type, object Node) Find(GraphCall call, string id) =>
        Node(call, id) ?? throw Errors.Unsupported(call.Method, id);

    /// <summary>Who is meant by a <c>user</c> parameter.</summary>
    /// <exception cref="GraphError">100, with 1752100 for a plain Facebook user id.</exception>
    public static BusinessMember User(GraphCall call, string id, string businessId)
    {
        BusinessMember? member =
            call.State.Members.FindSystemUser(call.Caller.App.Id, id) ?? (BusinessMember?)Person(call.State, id);
        if (member?.BusinessId == businessId)
            return member;
        throw call.State.Members.MembershipsOf(id).Count > 0 ? Errors.NotBusinessScoped() : Errors.InvalidParameter();
    }

    private static (NodeType, object)? Node(GraphCall call, string id)
    {
        var state = call.State;
        if (state.FindBusiness(id) is { } business)
            return Sees(call, business) ? (Businesses.Node, business) : null;
        if (state.Assets.Find(id) is { } asset)
            return call.Caller.Memberships.Any(member => Reach.Belongs(asset, member.BusinessId))
                ? (AssetNodes.Of(asset.Kind), asset)
                : null;
        if (state.Assets.FindGroup(id) is { } group)
            return call.Caller.MemberOf(group.BusinessId) is null ? null : (AssetGroups.Node, group);
        if (state.Members.FindSystemUser(call.Caller.App.Id, id) is { } user)
            return call.Caller.MemberOf(user.BusinessId) is null ? null : (SystemUsers.Node, user);
        if (Person(state, id) is { } human)
            return call.Caller.MemberOf(human.BusinessId) is null ? null : (People.BusinessUser, human);
        if (state.FindApp(id) is { } app)
            return app == call.Caller.App || call.Caller.MemberOf(app.BusinessId) is not null
                ? (Businesses.AppNode, app)
                : null;
        if (call.Caller.Token?.UserId == id)
            return Me(call);
        return null;
    }

    private static Human? Person(GraphState state, string id) => state.Members.Find(id) as Human;

    private static bool Sees(GraphCall call, Business business) =>
        call.Caller.Memberships.Any(member =>
            member.BusinessId == business.Id || call.State.ArePartners(member.BusinessId, business.Id)
        );
}
