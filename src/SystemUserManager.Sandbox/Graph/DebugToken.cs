using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>What a token is. A dead or unknown one is answered with 200 and is_valid false.</summary>
internal static class DebugToken
{
    public static Answer Answer(GraphCall call)
    {
        if (!call.IsGet && !call.State.Switches.TokenEndpointsAcceptPost)
            throw Errors.Unsupported(call.Method, "debug_token");
        NeedDeveloper(call);
        var data = Data(call, call.Arguments.Need("input_token"));
        foreach (var (name, value) in call.State.Switches.DebugTokenOverride ?? [])
            data[name] = value?.DeepClone();
        return json => new JsonObject { ["data"] = data }.WriteTo(json);
    }

    /// <summary>The app itself, or a person who administers the business that has claimed it.</summary>
    private static void NeedDeveloper(GraphCall call)
    {
        var caller = call.Caller;
        if (!caller.IsApp && !(caller.IsPerson && caller.MemberOf(caller.App.BusinessId) is { IsAdmin: true }))
            throw Errors.DebugCaller();
    }

    private static JsonObject Data(GraphCall call, string value)
    {
        var app = call.Caller.App;
        if (value.Split('|') is [var appId, var secret] && appId == app.Id && secret == app.Secret)
            return new JsonObject
            {
                ["app_id"] = app.Id,
                ["type"] = "APP",
                ["application"] = app.Name,
                ["is_valid"] = true,
                ["scopes"] = new JsonArray(),
            };
        if (call.State.Tokens.Find(value) is not { } token)
            return Invalid(app.Id, Caller.Unreadable(value));
        if (token.AppId != app.Id)
            throw Errors.OtherApp();
        if (Caller.WhyDead(call.State, token) is { } dead)
            return Invalid(app.Id, dead);
        return Valid(call, token);
    }

    private static JsonObject Valid(GraphCall call, Token token)
    {
        var data = new JsonObject
        {
            ["app_id"] = token.AppId,
            ["type"] = token.Type,
            ["application"] = call.Caller.App.Name,
            ["data_access_expires_at"] = 0,
            ["expires_at"] = token.ExpiresAt?.ToUnixTimeSeconds() ?? 0,
            ["is_valid"] = true,
            ["issued_at"] = token.IssuedAt.ToUnixTimeSeconds(),
        };
        if (token.ProfileId is not null)
            data["profile_id"] = token.ProfileId;
        data["scopes"] = new JsonArray([.. token.Scopes.Select(scope => (JsonNode)scope)]);
        // No target_ids: on everything that the user reaches.
        data["granular_scopes"] = new JsonArray([
            .. token.Scopes.Select(scope => (JsonNode)new JsonObject { ["scope"] = scope }),
        ]);
        data["user_id"] = call.State.Members.Find(token.UserId) is { } user ? call.IdOf(user) : token.UserId;
        return data;
    }

    private static JsonObject Invalid(string appId, GraphError error)
    {
        var inner = new JsonObject { ["code"] = error.Code, ["message"] = error.Message };
        if (error.Subcode is { } subcode)
            inner["subcode"] = subcode;
        return new JsonObject
        {
            ["app_id"] = appId,
            ["is_valid"] = false,
            ["scopes"] = new JsonArray(),
            ["error"] = inner,
        };
    }
}
