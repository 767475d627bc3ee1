using System.Text.Json;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>A person as <c>/me</c> of their own token, over all their businesses.</summary>
internal sealed record PersonNode(Human Any);

/// <summary>People: themselves, and as members of a business.</summary>
internal static class People
{
    /// <summary>Of whoever calls: the businesses that it is a member of.</summary>
    public static EdgeDefinition BusinessesEdge { get; } =
        new()
        {
            Target = () => Businesses.Node,
            Check = (call, _) => call.Caller.Need(Rights.BusinessManagement),
            Rows = (call, node, _) =>
                [
                    .. Memberships(call, node)
                        .Select(member => new Row(call.State.FindBusiness(member.BusinessId)!, member)),
                ],
            Added = new()
            {
                ["permitted_roles"] = new FieldDefinition(
                    (_, row, _, json) => Values.List(json, "permitted_roles", [((BusinessMember)row.Edge!).Role]),
                    false
                ),
            },
        };

    public static NodeType BusinessUser { get; } =
        Members
            .WithAssignedEdges(new NodeType("BusinessUser", (_, node) => ((Human)node).Id))
            .Text<Human>("name", human => human.Name, isDefault: true)
            .Text<Human>("first_name", human => human.Name.Split(' ')[0])
            .Text<Human>("last_name", human => human.Name.Split(' ')[^1])
            .Text<Human>("email", human => human.Email)
            .Text<Human>("pending_email", _ => null)
            .Text<Human>("role", human => human.Role)
            .With("tasks", (_, row, _, json) => Values.List(json, "tasks", [((Human)row.Node).Role]))
            .Text<Human>("title", human => human.Title)
            .Node<Human>("business", () => Businesses.Node, (call, human) => call.State.FindBusiness(human.BusinessId))
            .Text<Human>("business_role_request", _ => null)
            .Text<Human>("finance_permission", _ => null)
            .Text<Human>("ip_permission", _ => null)
            .With("marked_for_removal", (_, _, _, json) => json.WriteBoolean("marked_for_removal", false))
            .Text<Human>("two_fac_status", human => human.TwoFactorPassed ? "enabled" : "disabled");

    public static NodeType Person { get; } =
        new NodeType("User", (_, node) => ((PersonNode)node).Any.UserId)
            .Text<PersonNode>("name", person => person.Any.Name, isDefault: true)
            .Edge("businesses", BusinessesEdge)
            .Edge("permissions", Permissions.Edge)
            .Edge(
                "business_users",
                new EdgeDefinition
                {
                    Target = () => BusinessUser,
                    Check = (call, _) => call.Caller.Need(Rights.BusinessManagement),
                    Rows = (call, node, _) =>
                        [
                            .. call
                                .State.Members.MembershipsOf(((PersonNode)node).Any.UserId)
                                .Select(human => new Row(human)),
                        ],
                }
            );

    /// <summary>Of a business.</summary>
    public static EdgeDefinition Edge { get; } =
        new()
        {
            Target = () => BusinessUser,
            Check = Businesses.CheckMember,
            Rows = (call, node, _) =>
                [.. call.State.Members.HumansOf(((Business)node).Id).Select(human => new Row(human))],
            Added = new() { ["role"] = new FieldDefinition(WriteRole, true) },
        };

    private static void WriteRole(GraphCall call, Row row, Field field, Utf8JsonWriter json) =>
        json.WriteString("role", ((Human)row.Node).Role);

    private static IEnumerable<BusinessMember> Memberships(GraphCall call, object node) =>
        node is PersonNode person ? call.State.Members.MembershipsOf(person.Any.UserId) : [(BusinessMember)node];
}
