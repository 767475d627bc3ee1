using System.Text.Json;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>A node, with what the edge that led to it knows about it.</summary>
internal readonly record struct Row(object Node, object? Edge = null);

/// <summary>Writes one property, name and value, or nothing.</summary>
internal delegate void FieldWriter(GraphCall call, Row row, Field field, Utf8JsonWriter json);

/// <param name="IsDefault">Whether it comes when no fields are asked for.</param>
internal sealed record FieldDefinition(FieldWriter Write, bool IsDefault);

/// <summary>A list that hangs on a node.</summary>
internal sealed class EdgeDefinition
{
    /// <summary>Late, since types refer to each other.</summary>
    public required Func<NodeType> Target { get; init; }

    public required Func<GraphCall, object, Arguments, IReadOnlyList<Row>> Rows { get; init; }

    /// <summary>Rights. Throws a <see cref="GraphError"/>.</summary>
    public Action<GraphCall, object>? Check { get; init; }

    /// <summary>Arguments without which the whole request fails.</summary>
    public string[] Required { get; init; } = [];

    /// <summary>Fields that this edge adds to its nodes.</summary>
    public Dictionary<string, FieldDefinition> Added { get; init; } = [];
}

/// <summary>What a kind of node shows: its fields and its edges.</summary>
internal sealed class NodeType
{
    private readonly Func<GraphCall, object, string>? _id;

    /// <param name="id">Null for rows that have no id.</param>
    public NodeType(string name, Func<GraphCall, object, string>? id)
    {
        Name = name;
        _id = id;
        if (id is not null)
            With("id", (call, row, _, json) => json.WriteString("id", id(call, row.Node)), isDefault: true);
    }

    public string Name { get; }

    public Dictionary<string, FieldDefinition> Fields { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, EdgeDefinition> Edges { get; } = new(StringComparer.Ordinal);

    /// <summary>Empty for rows that have none.</summary>
    public string IdOf(GraphCall call, object node) => _id?.Invoke(call, node) ?? "";

    public NodeType With(string field, FieldWriter write, bool isDefault = false)
    {
        Fields.Add(field, new FieldDefinition(write, isDefault));
        return this;
    }

    /// <summary>A text, left out when null.</summary>
    public NodeType Text<T>(string field, Func<T, string?> text, bool isDefault = false) =>
        With(
            field,
            (_, row, _, json) =>
            {
                if (text((T)row.Node) is { } value)
                    json.WriteString(field, value);
            },
            isDefault
        );

    /// <summary>Another node, shown by its id and name unless its fields are asked for; left out when null.</summary>
    public NodeType Node<T>(string field, Func<NodeType> type, Func<GraphCall, T, object?> node)
    {
        return With(
            field,
            (call, row, asked, json) =>
            {
                if (node(call, (T)row.Node) is not { } inner)
                    return;
                json.WritePropertyName(field);
                NodeWriter.Write(call, type(), new Row(inner), asked.Inner, null, json);
            }
        );
    }

    public NodeType Edge(string edge, EdgeDefinition definition)
    {
        Edges.Add(edge, definition);
        return this;
    }
}

/// <summary>Writes nodes and edges as asked by <c>fields</c>.</summary>
internal static class NodeWriter
{
    public static void Write(
        GraphCall call,
        NodeType type,
        Row row,
        IReadOnlyList<Field>? fields,
        EdgeDefinition? via,
        Utf8JsonWriter json
    )
    {
        json.WriteStartObject();
        if (fields is null)
        {
            foreach (var (name, definition) in type.Fields)
                if (definition.IsDefault)
                    definition.Write(call, row, Plain(name), json);
            foreach (var (name, definition) in via?.Added ?? [])
                if (definition.IsDefault)
                    definition.Write(call, row, Plain(name), json);
        }
        else
        {
            foreach (var field in fields)
                WriteField(call, type, row, field, via, json);
            if (type.Fields.TryGetValue("id", out var id) && !fields.Any(field => field.Name is "id"))
                id.Write(call, row, Plain("id"), json);
        }
        json.WriteEndObject();
    }

    /// <summary>Refuses unknown fields and missing arguments, whether or not there is a node to show them on.</summary>
    public static void Check(NodeType type, IReadOnlyList<Field>? fields, EdgeDefinition? via)
    {
        foreach (var field in fields ?? [])
        {
            if (via?.Added.ContainsKey(field.Name) == true || type.Fields.ContainsKey(field.Name))
                continue;
            if (!type.Edges.TryGetValue(field.Name, out var edge))
                throw Errors.NonexistingField(field.Name, type.Name);
            foreach (var argument in edge.Required)
                field.Arguments.Need(argument);
            Check(edge.Target(), field.Inner, edge);
        }
    }

    private static void WriteField(
        GraphCall call,
        NodeType type,
        Row row,
        Field field,
        EdgeDefinition? via,
        Utf8JsonWriter json
    )
    {
        if (via?.Added.TryGetValue(field.Name, out var added) == true)
            added.Write(call, row, field, json);
        else if (type.Fields.TryGetValue(field.Name, out var own))
            own.Write(call, row, field, json);
        else if (type.Edges.TryGetValue(field.Name, out var edge))
            WriteNestedEdge(call, type, row, field, edge, json);
        else
            throw Errors.NonexistingField(field.Name, type.Name);
    }

    /// <summary>An empty nested list is left out altogether, unless its summary was asked for.</summary>
    private static void WriteNestedEdge(
        GraphCall call,
        NodeType type,
        Row row,
        Field field,
        EdgeDefinition edge,
        Utf8JsonWriter json
    )
    {
        edge.Check?.Invoke(call, row.Node);
        var rows = edge.Rows(call, row.Node, field.Arguments);
        if (rows.Count == 0 && field.Arguments["summary"] is null)
            return;
        json.WritePropertyName(field.Name);
        var path = $"{type.IdOf(call, row.Node)}/{field.Name}";
        Paging.Write(call, edge, rows, path, field.Arguments, field.Inner, FieldsText(field.Inner), json);
    }

    private static string? FieldsText(IReadOnlyList<Field>? fields) =>
        fields is null
            ? null
            : string.Join(
                ',',
                fields.Select(field =>
                    field.Name
                    + string.Concat(field.Arguments.Names.Select(name => $".{name}({field.Arguments[name]})"))
                    + (field.Inner is null ? "" : $"{{{FieldsText(field.Inner)}}}")
                )
            );

    private static Field Plain(string name) => new(name, Arguments.None, null);
}
