using System.Diagnostics;
using System.Text.Json.Serialization;

namespace MetaGraph;

/// <summary>The secret of a Meta app, in a type that prints <c>***</c> and refuses to be serialised.</summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class AppSecret
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    private AppSecret(string value) => _value = value;

    /// <exception cref="ArgumentException">The value is empty, or holds characters no secret has (spaces, control characters, non-ASCII).</exception>
    public static AppSecret FromSecret(string value)
    {
        SecretText.Demand(value);
        return new AppSecret(value);
    }

    /// <summary>
    /// The value itself, for the proof of a request and for the three calls that take the secret as a parameter.
    /// Never for a log, a message, a database, a URL of one's own or a file.
    /// </summary>
    public string Reveal() => _value;

    public override string ToString() => SecretText.Mask;
}
