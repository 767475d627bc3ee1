using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Who has which tasks on what, directly and through asset groups, as a read sees it.</summary>
internal static class Reach
{
    public static string LagKey(string memberId, string assetId) => $"grant:{memberId}:{assetId}";

    /// <summary>Null: none at all.</summary>
    public static string[]? Tasks(GraphState state, BusinessMember member, Asset asset)
    {
        var direct =
            !state.Lag.IsEmpty && state.Lag.IsBehind(LagKey(member.Id, asset.Id), out var before)
                ? before
                : state.Grants.Find(member.Id, asset.Id)?.Tasks;
        var byGroup = ByGroup(state, member, asset);
        if (byGroup.Count == 0)
            return direct;
        return [.. (direct ?? []).Union(byGroup, StringComparer.Ordinal)];
    }

    /// <summary>Tasks that come through asset groups; empty: none.</summary>
    public static List<string> ByGroup(GraphState state, BusinessMember member, Asset asset)
    {
        if (Kinds.Of(asset).GroupTasks is not { } parameter || state.Assets.GroupsOf(member.BusinessId).Count == 0)
            return [];
        return
        [
            .. state
                .Assets.GroupsWith(member)
                .Where(group => group.Contained.Contains(asset.Id))
                .SelectMany(group => group.Members[member.Id].GetValueOrDefault(parameter) ?? [])
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Assets of a kind that a member has tasks on, in the order of assigning.</summary>
    public static IReadOnlyList<Row> AssetsOf(GraphState state, BusinessMember member, AssetKind kind)
    {
        var ids = new HashSet<string>(state.Grants.Of(member.Id).Keys, StringComparer.Ordinal);
        foreach (var key in state.Lag.Keys($"grant:{member.Id}:"))
            ids.Add(key[(key.LastIndexOf(':') + 1)..]);
        if (Kinds.Of(kind).GroupTasks is not null)
            foreach (var group in state.Assets.GroupsWith(member))
                ids.UnionWith(group.Contained);
        var rows = new List<Row>();
        foreach (var id in ids)
            if (state.Assets.Find(id) is { } asset && asset.Kind == kind && Tasks(state, member, asset) is { } tasks)
                rows.Add(new Row(asset, new Assigned(member, tasks)));
        return rows;
    }

    /// <summary>Members of one business that have tasks on an asset.</summary>
    public static IReadOnlyList<Row> MembersOn(GraphState state, Asset asset, string businessId)
    {
        var ids = new HashSet<string>(state.Grants.MembersOn(asset.Id), StringComparer.Ordinal);
        foreach (var key in state.Lag.Keys("grant:"))
            if (key.Split(':') is [_, var memberId, var assetId] && assetId == asset.Id)
                ids.Add(memberId);
        foreach (var group in state.Assets.GroupsOf(businessId))
            if (group.Contained.Contains(asset.Id))
                ids.UnionWith(group.Members.Keys);
        var rows = new List<Row>();
        foreach (var id in ids)
            if (
                state.Members.Find(id) is { } member
                && member.BusinessId == businessId
                && Tasks(state, member, asset) is { } tasks
            )
                rows.Add(new Row(member, new Assigned(member, tasks, asset)));
        return rows;
    }

    public static bool Belongs(Asset asset, string businessId) =>
        asset.OwnerId == businessId || asset.Clients?.ContainsKey(businessId) == true;

    /// <summary>Whether this caller's token gets at an asset of its business.</summary>
    public static bool Reaches(GraphCall call, Asset asset)
    {
        foreach (var member in call.Caller.Memberships.Where(member => Belongs(asset, member.BusinessId)))
        {
            if (member.IsAdmin)
                return true;
            if (Tasks(call.State, member, asset) is null)
                continue;
            var since = call.State.Grants.Find(member.Id, asset.Id)?.Since;
            if (!call.State.Switches.GrantsReachOnlyNewTokens || since is null || since <= call.Caller.Token!.IssuedAt)
                return true;
        }
        return false;
    }
}

/// <summary>What an edge knows of a member and an asset.</summary>
internal sealed record Assigned(BusinessMember Member, string[] Tasks, Asset? Asset = null);
