using System.Text.Json.Serialization;

namespace MetaGraph.Assets;

/// <summary>
/// What may be done on one asset, as Meta writes it (<c>MANAGE</c>, <c>ADVERTISE</c>, …); values not known here are kept.
/// Which tasks an asset knows depends on its kind: <see cref="AssetKinds"/>.
/// </summary>
[JsonConverter(typeof(GraphWordJsonConverter<AssetTask>))]
public readonly record struct AssetTask(string Value) : IGraphWord<AssetTask>
{
    static AssetTask IGraphWord<AssetTask>.From(string value) => new(value);

    public override string ToString() => Value ?? "";
}
