using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Permissions that a user has given to the caller's app.</summary>
internal static class Permissions
{
    private static readonly NodeType Node = new NodeType("Permission", id: null)
        .Text<string>("permission", permission => permission, isDefault: true)
        .Text<string>("status", _ => "granted", isDefault: true);

    public static EdgeDefinition Edge { get; } =
        new()
        {
            Target = () => Node,
            Check = Check,
            Rows = (call, node, arguments) =>
                [
                    .. Tokens(call, node)
                        .Where(call.State.Tokens.IsLive)
                        .SelectMany(token => token.Scopes)
                        .Distinct(StringComparer.Ordinal)
                        .Where(scope => arguments["permission"] is not { } asked || asked == scope)
                        .Where(_ => arguments["status"] is null or "granted")
                        .Select(scope => new Row(scope)),
                ],
        };

    /// <summary>One permission, or all: then the app isn't authorised any more.</summary>
    public static Answer Delete(GraphCall call, object node)
    {
        Check(call, node);
        if (call.Arguments["permission"] is { } permission)
        {
            foreach (var token in Tokens(call, node).Where(token => token.Scopes.Remove(permission)))
                call.State.Tokens.Put(token);
        }
        else if (node is SystemUser user)
        {
            user.InstalledApps.Remove(call.Caller.App.Id);
            call.State.Members.Put(user);
        }
        else
        {
            foreach (var token in Tokens(call, node))
                call.State.Tokens.Revoke(token, TimeSpan.Zero, subcode: 458);
        }
        return Success.Object(call);
    }

    private static void Check(GraphCall call, object node)
    {
        if (node is not SystemUser user || user == call.Caller.SystemUser)
            return;
        call.Caller.Need(Rights.BusinessManagement);
        call.Caller.NeedAdmin(user.BusinessId);
    }

    private static IEnumerable<Token> Tokens(GraphCall call, object node)
    {
        var id = node is PersonNode person ? person.Any.UserId : ((SystemUser)node).Id;
        return call.State.Tokens.Of(id).Where(token => token.AppId == call.Caller.App.Id);
    }
}
