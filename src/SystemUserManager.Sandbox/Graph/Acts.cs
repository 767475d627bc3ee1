using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>One changing call on a node: judged here, its answer written later.</summary>
internal delegate Answer Act(GraphCall call, object node);

/// <summary>Everything that isn't a read: method, kind of node, last path segment.</summary>
internal static class Acts
{
    private static readonly Dictionary<(string Method, Type Node, string Segment), Act> All = Table();

    public static Act? Find(string method, object node, string segment) =>
        All.GetValueOrDefault((method, node.GetType(), segment));

    private static Dictionary<(string Method, Type Node, string Segment), Act> Table()
    {
        var acts = new Dictionary<(string, Type, string), Act>();

        void On<T>(string method, string segment, Func<GraphCall, T, Answer> act) =>
            acts.Add((method, typeof(T), segment), (call, node) => act(call, (T)node));

        On<Business>("POST", "system_users", SystemUsers.CreateOrRename);
        On<Business>("POST", "system_user_access_tokens", ClientTokens.Generate);
        On<Business>("POST", "access_token", ClientTokens.OnBehalfOf);
        On<Business>("DELETE", "agencies", Partners.RemoveAgency);
        On<Business>("DELETE", "clients", Partners.RemoveClient);
        On<SystemUser>("POST", "applications", AccessTokens.InstallApp);
        On<SystemUser>("POST", "access_tokens", AccessTokens.Generate);
        On<SystemUser>("DELETE", "access_tokens", AccessTokens.RevokeAll);
        On<SystemUser>("DELETE", "permissions", Permissions.Delete);
        On<PersonNode>("DELETE", "permissions", Permissions.Delete);
        On<Asset>("POST", "assigned_users", AssignedUsers.Assign);
        On<Asset>("DELETE", "assigned_users", AssignedUsers.Remove);
        On<Asset>("DELETE", "agencies", Partners.RemoveFromAsset);
        On<AssetGroup>("POST", "", AssetGroups.Rename);
        On<AssetGroup>("DELETE", "", AssetGroups.Delete);
        On<AssetGroup>("POST", "assigned_users", AssetGroups.Assign);
        On<AssetGroup>("DELETE", "assigned_users", AssetGroups.Unassign);
        foreach (var kind in Kinds.All.Where(kind => kind.Contained.Length > 0))
        {
            On<AssetGroup>("POST", kind.Contained, (call, group) => AssetGroups.Add(call, group, kind));
            On<AssetGroup>("DELETE", kind.Contained, (call, group) => AssetGroups.TakeOut(call, group, kind));
        }
        return acts;
    }
}
