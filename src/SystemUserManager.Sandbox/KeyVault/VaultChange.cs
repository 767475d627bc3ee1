namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>
/// One thing that somebody does in the vault behind the product's back, as <c>POST /_sandbox/change</c> takes it under
/// <c>vault</c>: <c>{"change": "disable", "secret": "name", "version": "…"}</c>. No permission is asked for.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><c>plant</c>: secret, value, tags, contentType; adds a version, or a new secret where a deleted one was</item>
/// <item><c>disable</c>, <c>enable</c>: secret, version (absent: the latest)</item>
/// <item><c>tags</c>: secret, version (absent: the latest), tags; replaces them all</item>
/// <item><c>delete</c>, <c>recover</c>, <c>purge</c>: secret</item>
/// <item><c>deny</c>: permission, secret (absent: the whole vault); <c>allow</c> takes it back (absent: any)</item>
/// <item><c>settings</c>: any properties of <see cref="VaultSettings"/>, in camel case; the others stay</item>
/// <item><c>revokeBearers</c>: every bearer issued so far gets a claims challenge</item>
/// </list>
/// </remarks>
internal sealed record VaultChange
{
    public string? Change { get; init; }

    public string? Secret { get; init; }

    public string? Version { get; init; }

    public string? Value { get; init; }

    public string? ContentType { get; init; }

    public string? Permission { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    // A record prints its members; this one must never print the value.
    public override string ToString() => $"{Change} {Secret}";
}

/// <param name="Refusal">Null when done; otherwise a sentence.</param>
/// <param name="Version">The version that was planted.</param>
public sealed record VaultChanged(string? Refusal, string? Version = null);
