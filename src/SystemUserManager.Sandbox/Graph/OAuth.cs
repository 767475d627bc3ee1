using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>The two OAuth endpoints: exchange a token for a fresh one, revoke one.</summary>
internal static class OAuth
{
    /// <summary>Needs no caller: the app's id and secret speak.</summary>
    public static Answer Exchange(GraphCall call)
    {
        if (!call.IsGet)
            throw Errors.Unsupported(call.Method, "oauth");
        var app = App(call);
        if (call.Arguments.Need("grant_type") is not "fb_exchange_token")
            throw Errors.MustBeOneOf("grant_type", ["fb_exchange_token"]);
        var old = Token(call, call.Arguments.Need("fb_exchange_token"), app);
        if (call.State.Members.Find(old.UserId) is not SystemUser user)
            throw Errors.InvalidParameter();
        var expires = call.Arguments.Flag("set_token_expires_in_60_days");
        if (!expires && call.State.FindBusiness(user.BusinessId)!.ForceExpiring)
            throw Errors.MustExpire();
        // A new one; the old one lives on until its own expiry.
        var fresh = AccessTokens.Make(call.State, user, app, old.Scopes, expires || old.ExpiresAt is not null);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", fresh.Value);
            json.WriteString("token_type", "bearer");
            if (fresh.ExpiresAt is { } until)
                json.WriteNumber("expires_in", (long)(until - fresh.IssuedAt).TotalSeconds);
            json.WriteEndObject();
        };
    }

    /// <summary>client_id, client_secret, revoke_token and access_token must be of one app.</summary>
    public static Answer Revoke(GraphCall call)
    {
        if (!call.IsGet && !call.State.Switches.TokenEndpointsAcceptPost)
            throw Errors.Unsupported(call.Method, "oauth");
        var app = App(call);
        if (call.Caller.App != app)
            throw Errors.InvalidParameter();
        var value = call.Arguments.Need("revoke_token");
        var token = call.State.Tokens.Find(value) ?? throw Caller.Unreadable(value);
        if (token.AppId != app.Id)
            throw Errors.InvalidParameter();
        if (token == call.Caller.Token && !call.State.Switches.RevokeBySelf)
            throw Errors.InvalidParameter();
        if (Caller.WhyDead(call.State, token) is { } dead && call.State.Switches.RevokeOfDead is "error")
            throw dead;
        call.State.Tokens.Revoke(token, AccessTokens.Afterlife(call.State.Switches));
        return Success.String(call);
    }

    private static App App(GraphCall call)
    {
        var id = call.Arguments.Need("client_id");
        var secret = call.Arguments.Need("client_secret");
        return call.State.FindApp(id) is { } app && app.Secret == secret ? app : throw Errors.InvalidApplication();
    }

    private static Token Token(GraphCall call, string value, App app)
    {
        var token = call.State.Tokens.Find(value) ?? throw Caller.Unreadable(value);
        if (Caller.WhyDead(call.State, token) is { } dead)
            throw dead;
        return token.AppId == app.Id ? token : throw Errors.InvalidParameter();
    }
}
