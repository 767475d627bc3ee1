namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The vault's endpoints and the token endpoint in front of them.</summary>
public static class KeyVaultServer
{
    public static void MapKeyVault(this WebApplication app, KeyVaultStore store)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(store);
    }
}
