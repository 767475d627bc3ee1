using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Who is assigned to an asset, with which tasks: reading, setting, removing.</summary>
internal static class AssignedUsers
{
    public static NodeType Node { get; } =
        new NodeType("AssignedUser", (call, node) => call.IdOf((BusinessMember)node))
            .Text<BusinessMember>("name", member => member.Name, isDefault: true)
            // No source says what it holds: a client can't rely on it.
            .Text<BusinessMember>("user_type", _ => null)
            .Node<BusinessMember>(
                "business",
                () => Businesses.Node,
                (call, member) => call.State.FindBusiness(member.BusinessId)
            );

    public static EdgeDefinition Edge { get; } =
        new()
        {
            Target = () => Node,
            Required = ["business"],
            Check = (call, node) => NeedScopes(call, Kinds.Of((Asset)node), isRead: true),
            Rows = (call, node, arguments) =>
            {
                var asset = (Asset)node;
                var business = Business(call, asset, arguments.Need("business"));
                call.Caller.NeedMember(business.Id);
                return Reach.MembersOn(call.State, asset, business.Id);
            },
            Added = new()
            {
                ["tasks"] = new FieldDefinition(
                    (_, row, _, json) => Values.List(json, "tasks", ((Assigned)row.Edge!).Tasks),
                    true
                ),
                ["permitted_tasks"] = new FieldDefinition(
                    (_, row, _, json) =>
                    {
                        var assigned = (Assigned)row.Edge!;
                        if (AssetNodes.PermittedTasks(assigned.Asset!, assigned.Member.BusinessId) is { } tasks)
                            Values.List(json, "permitted_tasks", tasks);
                    },
                    false
                ),
            },
        };

    /// <summary>Sets the tasks, whatever they were.</summary>
    public static Answer Assign(GraphCall call, Asset asset)
    {
        var kind = Kinds.Of(asset);
        NeedScopes(call, kind, isRead: false);
        var tasks = call.Arguments.List("tasks", out var form);
        // Observed: an Instagram account can't read JSON text inside a form.
        if (kind.AssetKind is AssetKind.InstagramAccount && form is ListForm.JsonText)
            throw Errors.UnparsableBody();
        var business = NeedAdmin(call, asset);
        var member = Lookup.User(call, call.Arguments.Need("user"), business.Id);
        tasks = Checked(kind, asset, business.Id, tasks, form);

        var set = Tasks.Unpack(kind.AssetKind, tasks, call.State.Switches);
        var byGroup = Reach.ByGroup(call.State, member, asset);
        if (!byGroup.TrueForAll(set.Contains))
            throw GroupForbids(kind);
        Change(call.State, member, asset, set, call.Caller);
        return Success.Object(call);
    }

    public static Answer Remove(GraphCall call, Asset asset)
    {
        var kind = Kinds.Of(asset);
        NeedScopes(call, kind, isRead: false);
        if (kind.AssetKind is AssetKind.Pixel && call.State.Switches.PixelDelete is "refuse")
            throw Errors.Unsupported(call.Method, asset.Id);
        var business = NeedAdmin(call, asset, isDelete: true);
        var member = Lookup.User(call, call.Arguments.Need("user"), business.Id);
        if (Reach.ByGroup(call.State, member, asset).Count > 0)
            throw GroupForbids(kind);
        Change(call.State, member, asset, null, call.Caller);
        return Success.Object(call);
    }

    /// <param name="tasks">Unpacked; null: none any more.</param>
    /// <param name="actor">Null: somebody in Meta's own pages.</param>
    public static void Change(GraphState state, BusinessMember member, Asset asset, string[]? tasks, Caller? actor)
    {
        var before = state.Grants.Find(member.Id, asset.Id)?.Tasks;
        if (tasks is null)
            state.Grants.Remove(member.Id, asset.Id);
        else
            state.Grants.Set(member.Id, asset.Id, tasks);
        if (actor is not null)
        {
            var switches = state.Switches;
            var key = Reach.LagKey(member.Id, asset.Id);
            state.Lag.Start(key, switches.GrantLagReads, switches.GrantLagMilliseconds, before);
        }
        if (asset.Kind is AssetKind.AdAccount && (tasks is null) != (before is null))
            Activities.Write(state, asset, member, tasks is not null, actor);
    }

    private static List<string> Checked(Kind kind, Asset asset, string businessId, List<string> tasks, ListForm form)
    {
        if (form is ListForm.Missing)
            return kind.TasksRequired ? throw Errors.Required("tasks") : ["ANALYZE"];
        if (tasks.Count == 0)
            throw Errors.InvalidParameter();
        for (var index = 0; index < tasks.Count; index++)
            if (!kind.Tasks.Contains(tasks[index]))
                throw Errors.EnumViolated($"tasks.{index}", kind.Tasks, tasks[index]);
        // What an owner shared is all that a client can hand on.
        if (asset.Clients?.GetValueOrDefault(businessId) is { } shared)
            for (var index = 0; index < tasks.Count; index++)
                if (!shared.Contains(tasks[index]))
                    throw Errors.MustBeOneOf($"tasks[{index}]", shared);
        return tasks;
    }

    private static void NeedScopes(GraphCall call, Kind kind, bool isRead)
    {
        if (isRead && kind.AssetKind is AssetKind.Page && !call.Caller.Has("pages_manage_metadata"))
            throw Errors.PagesManageMetadataNeeded();
        call.Caller.Need(Rights.BusinessManagement);
        foreach (var scope in kind.AssignScopes)
            call.Caller.Need(scope);
    }

    private static Business NeedAdmin(GraphCall call, Asset asset, bool isDelete = false)
    {
        var text = call.Arguments["business"];
        if (text is null)
        {
            var mustName = !isDelete && (call.State.Switches.BusinessRequiredOnAssign || asset.Kind is AssetKind.Page);
            text = call
                .Caller.Memberships.FirstOrDefault(member => Reach.Belongs(asset, member.BusinessId))
                ?.BusinessId;
            if (mustName || text is null)
            {
                // Rights come before parameters.
                if (text is not null)
                    call.Caller.NeedAdmin(text);
                throw Errors.InvalidParameter();
            }
        }
        var business = Business(call, asset, text);
        call.Caller.NeedAdmin(business.Id);
        call.Caller.NeedTwoFactor(business);
        return business;
    }

    private static Business Business(GraphCall call, Asset asset, string id) =>
        call.State.FindBusiness(id) is { } business && Reach.Belongs(asset, business.Id)
            ? business
            : throw Errors.InvalidParameter();

    private static GraphError GroupForbids(Kind kind) =>
        kind.AssetKind is AssetKind.AdAccount ? Errors.CannotUpdateAccountPermissions() : Errors.InvalidParameter();
}
