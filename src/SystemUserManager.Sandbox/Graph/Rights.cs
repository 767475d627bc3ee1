using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Which scopes and roles a read of a node asks for.</summary>
internal static class Rights
{
    public const string BusinessManagement = "business_management";

    public static void Read(GraphCall call, object node)
    {
        switch (node)
        {
            case Asset asset:
                ReadAsset(call, asset);
                break;
            case BusinessMember member when call.Caller.Memberships.Contains(member):
            case PersonNode:
            case App:
                break;
            default:
                call.Caller.Need(BusinessManagement);
                break;
        }
    }

    private static void ReadAsset(GraphCall call, Asset asset)
    {
        var scopes = Kinds.Of(asset).ReadScopes;
        if (!call.Caller.Has(BusinessManagement) && !scopes.Any(scope => HasAny(call.Caller, scope)))
            throw Errors.ScopeNeeded(scopes[0]);
        if (call.Caller.Token?.ProfileId != asset.Id && !Reach.Reaches(call, asset))
            throw Errors.Unsupported(call.Method, asset.Id);
    }

    private static bool HasAny(Caller caller, string scope) =>
        scope.EndsWith('_')
            ? caller.Token?.Scopes.Exists(one => one.StartsWith(scope, StringComparison.Ordinal)) == true
            : caller.Has(scope);
}
