using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The vault's secrets.</summary>
public sealed class KeyVaultStore(Journal journal, TimeProvider clock)
{
    public void Plant(
        string name,
        string value,
        IDictionary<string, string>? tags = null,
        string? contentType = null
    ) => journal.Put("planted", name, new Planted(value, tags, contentType, clock.GetUtcNow()));

    private sealed record Planted(
        string Value,
        IDictionary<string, string>? Tags,
        string? ContentType,
        DateTimeOffset Created
    );
}
