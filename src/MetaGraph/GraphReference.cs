namespace MetaGraph;

/// <summary>Another Graph object, as one that is read points to it.</summary>
/// <param name="Name">Null where Graph does not tell it.</param>
public sealed record GraphReference(GraphId Id, string? Name);
