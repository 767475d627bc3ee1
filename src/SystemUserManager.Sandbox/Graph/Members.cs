using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>What system users and people have in common: the lists of what is assigned to them.</summary>
internal static class Members
{
    private static readonly FieldDefinition TasksField = new(
        (_, row, _, json) => Values.List(json, "tasks", ((Assigned)row.Edge!).Tasks),
        true
    );

    public static NodeType WithAssignedEdges(NodeType type)
    {
        foreach (var kind in Kinds.All.Where(kind => kind.Reverse is not null))
            type.Edge(
                kind.Reverse!,
                new EdgeDefinition
                {
                    Target = () => AssetNodes.Of(kind.AssetKind),
                    Check = Check,
                    Rows = (call, node, arguments) => Assets(call, (BusinessMember)node, kind, arguments),
                    Added = new() { ["tasks"] = TasksField },
                }
            );
        return type.Edge("assigned_business_asset_groups", AssetGroups.AssignedEdge);
    }

    public static void Check(GraphCall call, object node)
    {
        if (!call.Caller.Memberships.Contains((BusinessMember)node))
            call.Caller.Need(Rights.BusinessManagement);
    }

    private static IReadOnlyList<Row> Assets(GraphCall call, BusinessMember member, Kind kind, Arguments arguments)
    {
        var rows = Reach.AssetsOf(call.State, member, kind.AssetKind);
        if (kind.AssetKind is not AssetKind.Page || arguments.List("pages") is not { Count: > 0 } pages)
            return rows;
        return [.. rows.Where(row => pages.Contains(((Asset)row.Node).Id))];
    }
}
