using System.Text.Json.Serialization;

namespace MetaGraph.Tokens;

/// <summary>
/// Whose token it is, as Meta writes it; values not known here are kept.
/// https://developers.facebook.com/docs/graph-api/reference/debug_token (read 2026-11-24).
/// </summary>
[JsonConverter(typeof(GraphWordJsonConverter<TokenType>))]
public readonly record struct TokenType(string Value) : IGraphWord<TokenType>
{
    public static TokenType SystemUser { get; } = new("SYSTEM_USER");

    /// <summary>A person's.</summary>
    public static TokenType User { get; } = new("USER");

    /// <summary>A Page's; it ends with the person or system user it was made from.</summary>
    public static TokenType Page { get; } = new("PAGE");

    public static TokenType App { get; } = new("APP");

    static TokenType IGraphWord<TokenType>.From(string value) => new(value);

    public override string ToString() => Value ?? "";
}
