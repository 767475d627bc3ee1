using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>A system user's app and tokens: install, generate, revoke all.</summary>
internal static class AccessTokens
{
    public static Answer InstallApp(GraphCall call, SystemUser user)
    {
        call.Caller.Need(Rights.BusinessManagement);
        var caller = call.Caller.NeedMember(user.BusinessId);
        // An admin, or any other system user.
        if (caller is not SystemUser && !caller.IsAdmin)
            throw Errors.NotAllowed();
        Install(call.State, user, App(call, user));
        return Success.Object(call);
    }

    public static Answer Generate(GraphCall call, SystemUser user)
    {
        call.Caller.Need(Rights.BusinessManagement);
        var caller = call.Caller.NeedMember(user.BusinessId);
        if (caller is not SystemUser && !caller.IsAdmin)
            throw Errors.NotAllowed();
        var business = call.State.FindBusiness(user.BusinessId)!;
        call.Caller.NeedTwoFactor(business);
        var app = App(call, user);
        var scopes = call.Arguments.List("scope");
        if (scopes.Except(Scopes.Supported).ToList() is { Count: > 0 } unknown)
            throw Errors.ScopesNotSupported(unknown);
        if (!user.InstalledApps.Contains(app.Id))
            throw call.State.Switches.NotInstalledCode is 190
                ? Errors.NotAuthorized(app.Id)
                : Errors.InvalidParameter();
        var expires = call.Arguments.Flag("set_token_expires_in_60_days");
        if (business.ForceExpiring && !expires)
            throw Errors.MustExpire();
        return Success.AccessToken(Make(call.State, user, app, scopes, expires).Value);
    }

    public static Answer RevokeAll(GraphCall call, SystemUser user)
    {
        call.Caller.Need(Rights.BusinessManagement);
        call.Caller.NeedAdmin(user.BusinessId);
        foreach (var token in call.State.Tokens.Of(user.Id))
            if (token.AppId == call.Caller.App.Id || call.State.Switches.RevokeAllReachesOtherApps)
                call.State.Tokens.Revoke(token, Afterlife(call.State.Switches));
        return Success.True(call);
    }

    public static void Install(GraphState state, SystemUser user, App app)
    {
        if (user.InstalledApps.Contains(app.Id))
            return;
        user.InstalledApps.Add(app.Id);
        user.AppScopedIds.TryAdd(app.Id, state.Ids.AppScoped());
        state.Members.Put(user);
    }

    public static Token Make(GraphState state, SystemUser user, App app, IEnumerable<string> scopes, bool expires)
    {
        var now = state.Clock.GetUtcNow();
        var token = new Token
        {
            Value = Ids.TokenValue(),
            Type = "SYSTEM_USER",
            AppId = app.Id,
            UserId = user.Id,
            BusinessId = user.BusinessId,
            Scopes = [.. scopes.Distinct(StringComparer.Ordinal)],
            IssuedAt = now,
            ExpiresAt = expires ? now.AddDays(60) : null,
        };
        state.Tokens.Put(token);
        return token;
    }

    public static TimeSpan Afterlife(Switches switches) =>
        TimeSpan.FromMilliseconds(switches.TokenStaysValidAfterRevoke);

    private static App App(GraphCall call, SystemUser user)
    {
        var id = call.Arguments.Need("business_app");
        var business = call.State.FindBusiness(user.BusinessId)!;
        return business.ClaimedApps.Contains(id) ? call.State.FindApp(id)! : throw Errors.InvalidAppId();
    }
}
