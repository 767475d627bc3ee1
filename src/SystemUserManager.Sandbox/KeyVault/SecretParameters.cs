namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The body of a set or an update; what is absent is null.</summary>
internal sealed record SecretParameters
{
    public string? Value { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public SecretParameterAttributes? Attributes { get; init; }

    // A record prints its members; this one must never print the value.
    public override string ToString() => "SecretParameters (value not shown)";
}

/// <param name="Nbf">Unix seconds, like <paramref name="Exp"/>; both inform only, nothing is refused because of them.</param>
internal sealed record SecretParameterAttributes(bool? Enabled, long? Nbf, long? Exp);
