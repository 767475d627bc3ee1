using System.Text.Json.Serialization;

namespace MetaGraph.Tokens;

/// <summary>What a token may call, as Meta writes it (<c>ads_read</c>, …); values not known here are kept.</summary>
[JsonConverter(typeof(GraphWordJsonConverter<Scope>))]
public readonly record struct Scope(string Value) : IGraphWord<Scope>
{
    static Scope IGraphWord<Scope>.From(string value) => new(value);

    public override string ToString() => Value ?? "";
}
