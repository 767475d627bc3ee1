namespace SystemUserManager.Sandbox.Graph;

/// <summary>A node that shows an id and a name, and nothing else.</summary>
internal sealed record NamedNode(string Id, string Name)
{
    public static NodeType Of(string type) =>
        new NodeType(type, (_, node) => ((NamedNode)node).Id).Text<NamedNode>(
            "name",
            node => node.Name,
            isDefault: true
        );

    /// <summary>A list that exists and holds nothing in any world.</summary>
    public static EdgeDefinition Nothing(string type) =>
        new()
        {
            Target = () => Of(type),
            Check = (call, _) => call.Caller.Need(Rights.BusinessManagement),
            Rows = (_, _, _) => [],
        };
}
