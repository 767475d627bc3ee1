using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Tokens for a client's business: of Login for Business, and On Behalf Of.</summary>
internal static class ClientTokens
{
    public static Answer Generate(GraphCall call, Business business)
    {
        var app = Need(call, business);
        var scopes = call.Arguments.List("scope");
        if (scopes.Except(call.Caller.Token!.Scopes).Any())
            throw Errors.PermissionNotValid();
        if (call.Arguments.List("asset").Exists(id => !Belongs(call.State, id, business)))
            throw Errors.InvalidParameter();
        var user = call.Arguments["system_user_id"] is { } id
            ? call.State.Members.FindSystemUser(app.Id, id)
            : Named(call.State, business, app, $"{app.Name} system user", make: !call.Arguments.Flag("fetch_only"));
        if (user?.BusinessId != business.Id)
            throw Errors.InvalidParameter();
        if (call.Arguments.Flag("fetch_only"))
        {
            var live = call
                .State.Tokens.Of(user.Id)
                .LastOrDefault(token => token.AppId == app.Id && call.State.Tokens.IsLive(token));
            return Success.AccessToken((live ?? throw Errors.InvalidParameter()).Value);
        }
        return Issue(call, business, user, app, scopes, call.Arguments.Flag("set_token_expires_in_60_days"));
    }

    public static Answer OnBehalfOf(GraphCall call, Business business)
    {
        Need(call, business);
        var app = call.State.FindApp(call.Arguments.Need("app_id")) ?? throw Errors.InvalidAppId();
        call.Arguments.Need("scope");
        var scopes = call.Arguments.List("scope");
        if (scopes.Except(Scopes.Supported).Any())
            throw Errors.PermissionNotValid();
        var name = call.Arguments["system_user_name"] ?? "Conversions API System User";
        return Issue(call, business, Named(call.State, business, app, name, make: true)!, app, scopes, expires: false);
    }

    /// <summary>An admin of the business itself, or of one that has it as a client.</summary>
    private static App Need(GraphCall call, Business business)
    {
        call.Caller.Need(Rights.BusinessManagement);
        if (
            !call.Caller.Memberships.Any(member =>
                member.IsAdmin
                && (member.BusinessId == business.Id || call.State.ArePartners(member.BusinessId, business.Id))
            )
        )
            throw Errors.NotAllowed();
        return call.Caller.App;
    }

    private static bool Belongs(GraphState state, string id, Business business) =>
        (state.Assets.Find(id) ?? state.Assets.Find("act_" + id)) is { } asset && Reach.Belongs(asset, business.Id);

    private static SystemUser? Named(GraphState state, Business business, App app, string name, bool make)
    {
        var user = state.Members.SystemUsersOf(business.Id).Find(user => user.Name == name);
        if (user is not null || !make)
            return user;
        user = new SystemUser
        {
            Id = state.Ids.Canonical(),
            BusinessId = business.Id,
            Name = name,
            Role = "EMPLOYEE",
            Order = state.Ids.Order(),
            CreatedTime = state.Clock.GetUtcNow(),
            AppScopedIds = { [app.Id] = state.Ids.AppScoped() },
        };
        state.Members.Put(user);
        return user;
    }

    private static Answer Issue(
        GraphCall call,
        Business business,
        SystemUser user,
        App app,
        List<string> scopes,
        bool expires
    )
    {
        if (business.ForceExpiring && !expires)
            throw Errors.MustExpire();
        AccessTokens.Install(call.State, user, app);
        return Success.AccessToken(AccessTokens.Make(call.State, user, app, scopes, expires).Value);
    }
}
