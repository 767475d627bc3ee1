using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>System users: the node, and creating and renaming through their business.</summary>
internal static class SystemUsers
{
    private static readonly string[] Roles =
    [
        "FINANCE_EDITOR",
        "FINANCE_ANALYST",
        "ADS_RIGHTS_REVIEWER",
        "ADMIN",
        "EMPLOYEE",
        "DEVELOPER",
        "PARTNER_CENTER_ADMIN",
        "PARTNER_CENTER_ANALYST",
        "PARTNER_CENTER_OPERATIONS",
        "PARTNER_CENTER_MARKETING",
        "PARTNER_CENTER_EDUCATION",
        "MANAGE",
        "DEFAULT",
        "FINANCE_EDIT",
        "FINANCE_VIEW",
    ];

    /// <summary>No <c>role</c> and no <c>email</c>: the role is known to the business's edge alone.</summary>
    public static NodeType Node { get; } =
        Members
            .WithAssignedEdges(new NodeType("SystemUser", (call, node) => call.IdOf((SystemUser)node)))
            .Text<SystemUser>("name", user => user.Name, isDefault: true)
            .Node<SystemUser>("created_by", () => NamedNode.Of("User"), CreatedBy)
            .Text<SystemUser>("created_time", user => Values.Time(user.CreatedTime))
            .Text<SystemUser>("finance_permission", _ => null)
            .Text<SystemUser>("ip_permission", _ => null)
            .Text<SystemUser>("client_business_id", _ => null)
            .Edge("permissions", Permissions.Edge)
            .Edge("businesses", People.BusinessesEdge);

    /// <summary>Of a business. For its admins only.</summary>
    public static EdgeDefinition Edge { get; } =
        new()
        {
            Target = () => Node,
            Check = (call, node) =>
            {
                call.Caller.Need(Rights.BusinessManagement);
                call.Caller.NeedAdmin(((Business)node).Id);
            },
            Rows = (call, node, _) =>
                [
                    .. call
                        .State.Members.SystemUsersOf(((Business)node).Id)
                        .Where(user => !call.State.Lag.IsBehind(LagKey(user), out var _))
                        .Select(user => new Row(user)),
                ],
            Added = new()
            {
                ["role"] = new FieldDefinition(
                    (_, row, _, json) => json.WriteString("role", ((SystemUser)row.Node).Role),
                    true
                ),
            },
        };

    public static Answer CreateOrRename(GraphCall call, Business business)
    {
        call.Caller.Need(Rights.BusinessManagement);
        var admin = call.Caller.NeedAdmin(business.Id);
        return call.Arguments["system_user_id"] is { } id ? Rename(call, business, id) : Create(call, business, admin);
    }

    /// <summary>A new system user with an id for each app that the business has claimed.</summary>
    public static SystemUser Make(
        GraphState state,
        Business business,
        string name,
        string role,
        BusinessMember? creator
    )
    {
        var user = new SystemUser
        {
            Id = state.Ids.Canonical(),
            BusinessId = business.Id,
            Name = name,
            Role = role,
            Order = state.Ids.Order(),
            CreatedById = creator is Human human ? human.UserId : creator?.Id,
            CreatedByName = creator?.Name,
            CreatedTime = state.Clock.GetUtcNow(),
            AppScopedIds = business.ClaimedApps.ToDictionary(app => app, _ => state.Ids.AppScoped()),
        };
        state.Members.Put(user);
        return user;
    }

    /// <summary>A person by their own Facebook id, a system user as the caller's app knows it.</summary>
    private static NamedNode? CreatedBy(GraphCall call, SystemUser user)
    {
        if (user.CreatedById is null)
            return null;
        var id = call.State.Members.Find(user.CreatedById) is { } creator ? call.IdOf(creator) : user.CreatedById;
        return new NamedNode(id, user.CreatedByName ?? "");
    }

    private static Answer Create(GraphCall call, Business business, BusinessMember admin)
    {
        var name = call.Arguments.Need("name").Trim();
        if (name.Length == 0)
            throw Errors.Required("name");
        var role = call.Arguments["role"] ?? "EMPLOYEE";
        if (!Roles.Contains(role))
            throw Errors.MustBeOneOf("role", Roles);
        if (business.ClaimedApps.Count == 0)
            throw Errors.AppNeeded();
        // "Apps can only target businesses that have claimed them."
        if (!business.ClaimedApps.Contains(call.Caller.App.Id))
            throw Errors.NotAllowed();
        var users = call.State.Members.SystemUsersOf(business.Id);
        if (call.State.Switches.NamesUnique && users.Exists(user => user.Name == name))
            throw Errors.InvalidParameter();
        if (role is "ADMIN" && users.Exists(user => user.IsAdmin))
            throw Errors.AdminSystemUserLimit();
        if (role is not "ADMIN" && users.Count(user => !user.IsAdmin) >= (business.Tier is "full" ? 10 : 1))
            throw Errors.SystemUserLimit();

        var made = Make(call.State, business, name, role, admin);
        var switches = call.State.Switches;
        call.State.Lag.Start(LagKey(made), switches.SystemUserLagReads, switches.SystemUserLagMilliseconds, null);
        return Success.Id(call.IdOf(made));
    }

    private static Answer Rename(GraphCall call, Business business, string id)
    {
        if (call.State.Members.FindSystemUser(call.Caller.App.Id, id) is not { } user || user.BusinessId != business.Id)
            throw Errors.InvalidUserId();
        var name = call.Arguments.Need("name").Trim();
        user.Name = name.Length > 0 ? name : throw Errors.Required("name");
        call.State.Members.Put(user);
        return Success.Id(call.IdOf(user));
    }

    private static string LagKey(SystemUser user) => $"systemUser:{user.Id}";
}
