using System.Text.Json;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Asset groups: the seventh kind that can be assigned, with one list of tasks per kind that it contains.</summary>
internal static class AssetGroups
{
    private static readonly (string Parameter, string[] Tasks, AssetKind? Kind)[] Lists =
    [
        ("adaccount_tasks", Kinds.AdAccountTasks, AssetKind.AdAccount),
        ("offline_conversion_data_set_tasks", Kinds.OfflineTasks, null),
        ("page_tasks", Kinds.PageTasks, AssetKind.Page),
        ("pixel_tasks", Kinds.PixelTasks, AssetKind.Pixel),
    ];

    private static readonly NodeType AssignedUser = new NodeType(
        "AssignedUser",
        (call, node) => call.IdOf((BusinessMember)node)
    )
        .Text<BusinessMember>("name", member => member.Name, isDefault: true)
        .Text<BusinessMember>("user_type", _ => null)
        .Node<BusinessMember>(
            "business",
            () => Businesses.Node,
            (call, member) => call.State.FindBusiness(member.BusinessId)
        );

    public static NodeType Node { get; } = Make();

    /// <summary>Of a business.</summary>
    public static EdgeDefinition Edge { get; } =
        new()
        {
            Target = () => Node,
            Check = Businesses.CheckMember,
            Rows = (call, node, _) =>
                [.. call.State.Assets.GroupsOf(((Business)node).Id).Select(group => new Row(group))],
        };

    /// <summary>Of a member.</summary>
    public static EdgeDefinition AssignedEdge { get; } =
        new()
        {
            Target = () => Node,
            Check = Members.Check,
            Rows = (call, node, arguments) =>
                [
                    .. call
                        .State.Assets.GroupsWith((BusinessMember)node)
                        .Where(group =>
                            arguments["contained_asset_id"] is not { } asset || group.Contained.Contains(asset)
                        )
                        .Select(group => new Row(group, group.Members[((BusinessMember)node).Id])),
                ],
            Added = TaskFields(),
        };

    public static Answer Rename(GraphCall call, AssetGroup group)
    {
        NeedAdmin(call, group);
        group.Name = call.Arguments.Need("name");
        call.State.Assets.Put(group);
        return Success.Object(call);
    }

    public static Answer Delete(GraphCall call, AssetGroup group)
    {
        NeedAdmin(call, group);
        call.State.Assets.Remove(group);
        return Success.Object(call);
    }

    public static Answer Assign(GraphCall call, AssetGroup group)
    {
        NeedAdmin(call, group);
        var member = Lookup.User(call, call.Arguments.Need("user"), group.BusinessId);
        var given = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (parameter, allowed, kind) in Lists)
        {
            var tasks = call.Arguments.List(parameter, out var form);
            // The guide still shows the old names.
            if (form is ListForm.Missing)
                tasks = call.Arguments.List(parameter.Replace("_tasks", "_roles", StringComparison.Ordinal));
            for (var index = 0; index < tasks.Count; index++)
                if (!allowed.Contains(tasks[index]))
                    throw Errors.EnumViolated($"{parameter}.{index}", allowed, tasks[index]);
            if (tasks.Count > 0)
                given[parameter] = kind is { } of ? Tasks.Unpack(of, tasks, call.State.Switches) : [.. tasks];
        }
        if (given.Count == 0)
            throw Errors.InvalidParameter();
        group.Members[member.Id] = given;
        call.State.Assets.Put(group);
        return Success.Object(call);
    }

    public static Answer Unassign(GraphCall call, AssetGroup group)
    {
        NeedAdmin(call, group);
        group.Members.Remove(Lookup.User(call, call.Arguments.Need("user"), group.BusinessId).Id);
        call.State.Assets.Put(group);
        return Success.Object(call);
    }

    public static Answer Add(GraphCall call, AssetGroup group, Kind kind)
    {
        var asset = ContainedAsset(call, group, kind);
        if (!group.Contained.Contains(asset.Id))
            group.Contained.Add(asset.Id);
        call.State.Assets.Put(group);
        return Success.Object(call);
    }

    public static Answer TakeOut(GraphCall call, AssetGroup group, Kind kind)
    {
        group.Contained.Remove(ContainedAsset(call, group, kind).Id);
        call.State.Assets.Put(group);
        return Success.Object(call);
    }

    private static NodeType Make()
    {
        var type = new NodeType("BusinessAssetGroup", (_, node) => ((AssetGroup)node).Id)
            .Text<AssetGroup>("name", group => group.Name, isDefault: true)
            .Node<AssetGroup>(
                "owner_business",
                () => Businesses.Node,
                (call, group) => call.State.FindBusiness(group.BusinessId)
            )
            .Edge("assigned_users", AssignedUsersEdge())
            .Edge("contained_applications", NamedNode.Nothing("Application"))
            .Edge("contained_custom_conversions", NamedNode.Nothing("CustomConversion"));
        foreach (var kind in Kinds.All.Where(kind => kind.Contained.Length > 0))
            type.Edge(
                kind.Contained,
                new EdgeDefinition
                {
                    Target = () => AssetNodes.Of(kind.AssetKind),
                    Check = (call, _) => NeedContainedScope(call, kind),
                    Rows = (call, node, _) =>
                        [
                            .. ((AssetGroup)node)
                                .Contained.Select(call.State.Assets.Find)
                                .Where(asset => asset?.Kind == kind.AssetKind)
                                .Select(asset => new Row(asset!)),
                        ],
                }
            );
        return type;
    }

    private static EdgeDefinition AssignedUsersEdge() =>
        new()
        {
            Target = () => AssignedUser,
            Required = ["business"],
            Check = (call, _) => call.Caller.Need(Rights.BusinessManagement),
            Rows = (call, node, arguments) =>
                [
                    .. ((AssetGroup)node)
                        .Members.Where(_ => arguments.Need("business") == ((AssetGroup)node).BusinessId)
                        .Select(member => new Row(call.State.Members.Find(member.Key)!, member.Value)),
                ],
            Added = TaskFields(),
        };

    private static Dictionary<string, FieldDefinition> TaskFields()
    {
        static void Write(Row row, string parameter, Utf8JsonWriter json) =>
            Values.List(json, parameter, ((Dictionary<string, string[]>)row.Edge!).GetValueOrDefault(parameter) ?? []);

        return Lists.ToDictionary(
            list => list.Parameter,
            list => new FieldDefinition((_, row, _, json) => Write(row, list.Parameter, json), true),
            StringComparer.Ordinal
        );
    }

    private static Asset ContainedAsset(GraphCall call, AssetGroup group, Kind kind)
    {
        NeedContainedScope(call, kind);
        NeedAdmin(call, group);
        return
            call.State.Assets.Find(call.Arguments.Need("asset_id")) is { } asset
            && asset.Kind == kind.AssetKind
            && Reach.Belongs(asset, group.BusinessId)
            ? asset
            : throw Errors.InvalidParameter();
    }

    private static void NeedContainedScope(GraphCall call, Kind kind)
    {
        call.Caller.Need(Rights.BusinessManagement);
        if (kind.AssetKind is AssetKind.Pixel && !call.Caller.Has("ads_management"))
            call.Caller.Need("ads_read");
        if (kind.AssetKind is AssetKind.AdAccount or AssetKind.ProductCatalog or AssetKind.InstagramAccount)
            call.Caller.Need("ads_management");
    }

    private static void NeedAdmin(GraphCall call, AssetGroup group)
    {
        call.Caller.Need(Rights.BusinessManagement);
        call.Caller.NeedAdmin(group.BusinessId);
    }
}
