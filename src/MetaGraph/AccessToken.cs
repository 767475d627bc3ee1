using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace MetaGraph;

/// <summary>
/// The value of an access token, in a type that prints <c>***</c> and refuses to be serialised.
/// Two objects are equal only when they are the same object; compare <see cref="Sha256"/> to recognise a value.
/// </summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class AccessToken
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    private AccessToken(string value)
    {
        _value = value;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
    }

    /// <summary>SHA-256 of the UTF-8 value, 64 lower-case hex digits: names the token without telling it.</summary>
    public string Sha256 { get; }

    /// <exception cref="ArgumentException">The value is empty, or holds characters no token has (spaces, control characters, non-ASCII).</exception>
    public static AccessToken FromSecret(string value)
    {
        SecretText.Demand(value);
        return new AccessToken(value);
    }

    /// <summary>
    /// Meta's tokens begin with EAA today, which no page promises. For values of unknown kind: what doesn't look like a
    /// token is some other secret, and is not sent to Meta to be asked about.
    /// </summary>
    public bool LooksLikeToken() => _value.StartsWith("EAA", StringComparison.Ordinal);

    /// <summary>
    /// The value itself. For two readers only: the write into a vault, and the request that carries it to Graph.
    /// Never for a log, a message, a database, a URL of one's own or a file.
    /// </summary>
    public string Reveal() => _value;

    public override string ToString() => SecretText.Mask;
}
